import sqlite3


def report(path, keys, register):
    connection = sqlite3.connect(path)  # wrong: LG101 refused: no single place -> LG101 unsafe because the nested function does not leave, so a block serves

    def value(key):
        return connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()[0]

    register(value)
    return [value(key) for key in keys]

# --- fixed, not yet: what a nested function captures is taken for handed on ---
import sqlite3
from contextlib import closing


def report(path, keys, register):
    with closing(sqlite3.connect(path)) as connection:
        def value(key):
            return connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()[0]

        register(value)
        return [value(key) for key in keys]
