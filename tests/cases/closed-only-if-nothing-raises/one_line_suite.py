import sqlite3


def touch(path, really):
    connection = sqlite3.connect(path)  # expect: LG103
    if really: connection.execute("UPDATE job SET seen = 1")
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def touch(path, really):
    with closing(sqlite3.connect(path)) as connection:
        if really: connection.execute("UPDATE job SET seen = 1")
        connection.commit()
