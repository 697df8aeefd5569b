import sqlite3


def first(path):
    print(connection := sqlite3.connect(path))  # expect: LG101 unsafe
    return connection.execute("SELECT 2").fetchone()[0]

# --- fixed, not yet: connection_2 beside a name that is there already ---
import sqlite3
from contextlib import closing


def first(path):
    with closing(sqlite3.connect(path)) as connection:
        print(connection)
        return connection.execute("SELECT 2").fetchone()[0]
