import sqlite3


def newest(path):
    connection = sqlite3.connect(path)  # expect: LG101
    return connection.execute("SELECT max(id) FROM change").fetchall()

# --- fixed ---
import sqlite3
from contextlib import closing


def newest(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT max(id) FROM change").fetchall()
