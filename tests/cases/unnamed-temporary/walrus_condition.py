import sqlite3


def first(path):
    if (row := sqlite3.connect(path).execute("SELECT 1").fetchone()) is not None:  # expect: LG105 refused: in a condition
        return row[0]
    return None
