import sqlite3


def is_empty(path):
    if sqlite3.connect(path).execute("SELECT 1 FROM file LIMIT 1").fetchone() is None:  # expect: LG105 refused: in a condition
        return True
    return False
