import sqlite3


def find(path, key):
    connection = sqlite3.connect(path)  # expect: LG102
    row = connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    value = row[0]
    connection.close()
    return value

# --- fixed ---
import sqlite3
from contextlib import closing


def find(path, key):
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    value = row[0]
    return value
