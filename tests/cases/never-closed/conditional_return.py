import sqlite3


def maybe(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: there is no single place where the resource is dropped
    connection.execute("SELECT 1")
    return connection if keep else None


def kept(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: there is no single place where the resource is dropped
    found = connection.execute("SELECT 1").fetchone()
    return (found, connection) if keep else (found, None)


def either(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: there is no single place where the resource is dropped
    found = connection.execute("SELECT 1").fetchone()
    return keep and connection or found
