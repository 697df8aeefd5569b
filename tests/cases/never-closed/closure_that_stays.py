import sqlite3


def counted(path, names):
    connection = sqlite3.connect(path)  # wrong: LG101 refused: no single place -> LG101 unsafe because the nested function does not leave, so a block serves

    def count(name):
        return connection.execute("SELECT count(*) FROM product WHERE name = ?", (name,)).fetchone()[0]

    return [count(name) for name in names]


def longest(path, names):
    connection = sqlite3.connect(path)  # missed: LG101 max() with a key is taken to keep what the key captured
    key = lambda name: connection.execute("SELECT length(?)", (name,)).fetchone()[0]
    return max(names, key=key)

# --- fixed, not yet: max() keeps no key ---
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
