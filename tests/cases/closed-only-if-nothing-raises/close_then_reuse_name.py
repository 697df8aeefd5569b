import sqlite3


def copy(source, target):
    connection = sqlite3.connect(source)  # expect: LG103
    rows = connection.execute("SELECT * FROM item").fetchall()
    connection.close()
    connection = sqlite3.connect(target)  # expect: LG103
    connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def copy(source, target):
    with closing(sqlite3.connect(source)) as connection:
        rows = connection.execute("SELECT * FROM item").fetchall()
    with closing(sqlite3.connect(target)) as connection:
        connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
        connection.commit()
