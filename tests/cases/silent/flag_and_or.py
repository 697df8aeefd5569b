import sqlite3


def one(path, connection=None):
    own = connection is None
    connection = connection or sqlite3.connect(path)  # false-alarm: LG102 `own` says whose it is; the SAFE fix closes the caller's connection
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if own:
            connection.close()

# --- fixed, not yet: the caller's own connection must stay open ---
import sqlite3


def one(path, connection=None):
    own = connection is None
    connection = connection or sqlite3.connect(path)
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if own:
            connection.close()
