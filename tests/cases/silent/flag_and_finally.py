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
