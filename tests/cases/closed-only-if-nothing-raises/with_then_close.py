import sqlite3


def save(path, row):
    with sqlite3.connect(path) as connection:  # expect: LG103 safe
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def save(path, row):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
