import sqlite3


def follow(paths):
    connection = None
    for path in paths:
        if connection is not None:
            connection.close()
        connection = sqlite3.connect(path)  # expect: LG102
        for row in connection.execute("SELECT * FROM log"):
            print(row)

# --- fixed ---
import sqlite3
from contextlib import closing


def follow(paths):
    connection = None
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            for row in connection.execute("SELECT * FROM log"):
                print(row)
