import sqlite3


def version(path):
    return sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0]  # expect: LG105
