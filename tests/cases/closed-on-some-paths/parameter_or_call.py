import sqlite3


def one(path, connection=None):
    connection = connection or sqlite3.connect(path)  # wrong: LG101 safe -> LG101 refused: may be the caller's because `closing` gets the caller's connection too
    return connection.execute("SELECT 1").fetchone()

# --- fixed, not yet: the caller's own connection must stay open ---
import sqlite3


def one(path, connection=None):
    connection = connection or sqlite3.connect(path)
    return connection.execute("SELECT 1").fetchone()
