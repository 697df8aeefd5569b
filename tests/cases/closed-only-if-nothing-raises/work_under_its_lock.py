import sqlite3


def exclusively(path, work):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.execute("BEGIN EXCLUSIVE")
    work()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def exclusively(path, work):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        work()
