import sqlite3


def ordered(path, names):
    connection = sqlite3.connect(path)  # missed: LG101 sorted() with a key is taken to keep what the key captured
    size = lambda name: connection.execute("SELECT size FROM file WHERE name = ?", (name,)).fetchone()[0]
    return sorted(names, key=size)

# --- fixed, not yet: sorted() keeps no key ---
import sqlite3
from contextlib import closing


def ordered(path, names):
    with closing(sqlite3.connect(path)) as connection:
        size = lambda name: connection.execute("SELECT size FROM file WHERE name = ?", (name,)).fetchone()[0]
        return sorted(names, key=size)
