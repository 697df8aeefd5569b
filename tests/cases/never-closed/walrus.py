import sqlite3


def first(path):
    if (row := sqlite3.connect(path).execute("SELECT 1").fetchone()) is not None:  # expect: LG105 refused: in a condition
        return row[0]
    print(connection := sqlite3.connect(path))  # expect: LG101 refused: bound to a name by a statement of its own
    return connection.execute("SELECT 2").fetchone()[0]
