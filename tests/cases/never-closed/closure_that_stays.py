import sqlite3


def counted(path, names):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe

    def count(name):
        return connection.execute("SELECT count(*) FROM product WHERE name = ?", (name,)).fetchone()[0]

    return [count(name) for name in names]


def longest(path, names):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    key = lambda name: connection.execute("SELECT length(?)", (name,)).fetchone()[0]
    return max(names, key=key)

# --- fixed ---
import sqlite3
from contextlib import closing


def counted(path, names):
    with closing(sqlite3.connect(path)) as connection:
        def count(name):
            return connection.execute("SELECT count(*) FROM product WHERE name = ?", (name,)).fetchone()[0]

        return [count(name) for name in names]


def longest(path, names):
    with closing(sqlite3.connect(path)) as connection:
        key = lambda name: connection.execute("SELECT length(?)", (name,)).fetchone()[0]
        return max(names, key=key)
