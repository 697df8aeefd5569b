import sqlite3


def last(paths):
    connection = None
    for path in paths:
        if connection is not None:
            connection.close()
        connection = sqlite3.connect(path)  # expect: LG102 refused: connection is used outside of the suite that acquires it
        connection.execute("SELECT 1")
    return connection.execute("SELECT 2").fetchone()


def reused(paths):
    connection = None
    for path in paths:
        if connection is None:
            connection = sqlite3.connect(path)  # expect: LG101 refused: used or released after its release
        connection.execute("SELECT 1")
