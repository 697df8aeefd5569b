import sqlite3


def one(path, connection=None):
    own = connection is None
    connection = connection or sqlite3.connect(path)
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if own:
            connection.close()


def two(path, connection=None):
    own = not connection
    connection = connection or sqlite3.connect(path)
    try:
        return connection.execute("SELECT 2").fetchone()
    finally:
        if own:
            connection.close()
