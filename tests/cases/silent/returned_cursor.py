import sqlite3


def query(connection: sqlite3.Connection, statement):
    cursor = connection.cursor()
    return cursor.execute(statement)


def opened(path):
    return sqlite3.connect(path)


def pair(path):
    connection = sqlite3.connect(path)
    return connection, connection.cursor()


def named(path):
    found = {"connection": sqlite3.connect(path)}
    return found
