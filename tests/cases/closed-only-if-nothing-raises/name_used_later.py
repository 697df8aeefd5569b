import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    connection.execute(statement)
    connection.close()
    return repr(connection)


def flag(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.execute(statement)
    connection.close()
    connection = None
    return connection is None

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        return repr(connection)


def flag(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    connection = None
    return connection is None
