import sqlite3


def maybe(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: no single place
    connection.execute("SELECT 1")
    return connection if keep else None


def kept(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: puts it into a container
    found = connection.execute("SELECT 1").fetchone()
    return (found, connection) if keep else (found, None)


def either(path, keep):
    connection = sqlite3.connect(path)  # expect: LG101 refused: no single place
    found = connection.execute("SELECT 1").fetchone()
    return keep and connection or found
