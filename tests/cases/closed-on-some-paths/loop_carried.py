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
            connection = sqlite3.connect(path)  # wrong: LG101 safe -> LG101 refused: loop because the next round uses it again; the SAFE fix closes it before that
        connection.execute("SELECT 1")

# --- fixed, not yet: a connection that later rounds use must stay open ---
import sqlite3


def last(paths):
    connection = None
    for path in paths:
        if connection is not None:
            connection.close()
        connection = sqlite3.connect(path)
        connection.execute("SELECT 1")
    return connection.execute("SELECT 2").fetchone()


def reused(paths):
    connection = None
    for path in paths:
        if connection is None:
            connection = sqlite3.connect(path)
        connection.execute("SELECT 1")
