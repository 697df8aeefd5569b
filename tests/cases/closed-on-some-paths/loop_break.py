import sqlite3


def first_match(paths, pattern):
    for path in paths:
        connection = sqlite3.connect(path)  # expect: LG102
        row = connection.execute("SELECT body FROM page WHERE body GLOB ?", (pattern,)).fetchone()
        if row:
            break
        connection.close()
    else:
        return None
    return row[0]

# --- fixed ---
import sqlite3
from contextlib import closing


def first_match(paths, pattern):
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT body FROM page WHERE body GLOB ?", (pattern,)).fetchone()
        if row:
            break
    else:
        return None
    return row[0]
