import sqlite3


def first(path):
    print(connection := sqlite3.connect(path))  # wrong: LG101 refused: names it -> LG101 unsafe because a block before the statement could bind it
    return connection.execute("SELECT 2").fetchone()[0]

# --- fixed, not yet: refused ---
import sqlite3
from contextlib import closing


def first(path):
    with closing(sqlite3.connect(path)) as connection:
        print(connection)
        return connection.execute("SELECT 2").fetchone()[0]
