import sqlite3


def find(path, names):
    connection = sqlite3.connect(path)  # expect: LG102
    for name in names:
        row = connection.execute("SELECT id FROM product WHERE name = ?", (name,)).fetchone()
        if row:
            break
    else:
        return None
    connection.close()
    return row[0]

# --- fixed ---
import sqlite3
from contextlib import closing


def find(path, names):
    with closing(sqlite3.connect(path)) as connection:
        for name in names:
            row = connection.execute("SELECT id FROM product WHERE name = ?", (name,)).fetchone()
            if row:
                break
        else:
            return None
    return row[0]
