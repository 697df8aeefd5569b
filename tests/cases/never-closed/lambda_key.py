import sqlite3


def ordered(path, names):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    size = lambda name: connection.execute("SELECT size FROM file WHERE name = ?", (name,)).fetchone()[0]
    return sorted(names, key=size)

# --- fixed ---
import sqlite3
from contextlib import closing


def ordered(path, names):
    with closing(sqlite3.connect(path)) as connection:
        size = lambda name: connection.execute("SELECT size FROM file WHERE name = ?", (name,)).fetchone()[0]
        return sorted(names, key=size)
