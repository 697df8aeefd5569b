import sqlite3


def one(path, connection=None):
    own = connection is None
    connection = connection or sqlite3.connect(path)  # false-alarm: LG102 `own` says whose it is
    try:
        return connection.execute("SELECT 1").fetchone()
    finally:
        if own:
            connection.close()
