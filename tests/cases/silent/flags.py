import sqlite3


def own(path, connection=None):
    owned = False
    if connection is None:
        connection = sqlite3.connect(path)
        owned = True
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if owned:
            connection.close()


def same_condition(path, connection=None):
    own = connection is None
    connection = connection or sqlite3.connect(path)
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if own:
            connection.close()
