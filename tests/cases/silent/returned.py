import sqlite3


def cursor_of(connection: sqlite3.Connection):
    return connection.cursor()


def opened(path):
    return sqlite3.connect(path)


def by_name(path):
    found = {"connection": sqlite3.connect(path)}
    return found


def either(path, other):
    connection = sqlite3.connect(path) if path else other
    return connection
