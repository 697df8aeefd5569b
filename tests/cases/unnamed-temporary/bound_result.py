import sqlite3


def names(path):
    rows = sqlite3.connect(path).execute("SELECT name FROM file").fetchall()  # expect: LG105
    return sorted(name for (name,) in rows)

# --- fixed ---
import sqlite3
from contextlib import closing


def names(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM file").fetchall()
    return sorted(name for (name,) in rows)
