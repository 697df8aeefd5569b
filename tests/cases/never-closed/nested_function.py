import sqlite3


def report(path, keys):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe

    def value(key):
        return connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()[0]

    return {key: value(key) for key in keys}

# --- fixed ---
import sqlite3
from contextlib import closing


def report(path, keys):
    with closing(sqlite3.connect(path)) as connection:
        def value(key):
            return connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()[0]

        return {key: value(key) for key in keys}
