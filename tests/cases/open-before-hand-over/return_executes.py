import sqlite3


def query(connection: sqlite3.Connection, statement):
    cursor = connection.cursor()  # expect: LG110 info refused: nothing stands between
    return cursor.execute(statement)


def lazily(path):
    connection = sqlite3.connect(path)  # expect: LG110 info refused: nothing stands between
    return (row[0] for row in connection.execute("SELECT name FROM product"))


def pair(path):
    connection = sqlite3.connect(path)  # expect: LG110 info refused: nothing stands between
    return connection, connection.cursor()
