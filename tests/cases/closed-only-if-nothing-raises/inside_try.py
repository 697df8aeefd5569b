import sqlite3


def run(path, statement):
    try:
        connection = sqlite3.connect(path)  # expect: LG103
        connection.execute(statement)
        connection.close()
    except sqlite3.Error:
        return False
    return True

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, statement):
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
    except sqlite3.Error:
        return False
    return True
