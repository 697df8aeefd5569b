import sqlite3


def names(path):
    rows = sqlite3.connect(path).execute("SELECT name FROM file").fetchall()  # expect: LG105
    return sorted(name for (name,) in rows)
