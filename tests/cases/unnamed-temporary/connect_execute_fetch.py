import sqlite3


def version(path):
    return sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0]  # expect: LG105

# --- fixed ---
import sqlite3
from contextlib import closing


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]
