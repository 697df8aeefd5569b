import sqlite3


def one(path, connection=None):
    connection = connection or sqlite3.connect(path)  # expect: LG101 refused: the acquisition runs only sometimes
    return connection.execute("SELECT 1").fetchone()
