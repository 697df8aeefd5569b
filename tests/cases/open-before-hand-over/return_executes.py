import sqlite3


def query(connection: sqlite3.Connection, statement):
    cursor = connection.cursor()  # expect: LG110 info unsafe
    return cursor.execute(statement)


def lazily(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return (row[0] for row in connection.execute("SELECT name FROM product"))


def pair(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return connection, connection.cursor()

# --- fixed ---
import sqlite3


def query(connection: sqlite3.Connection, statement):
    cursor = connection.cursor()
    try:
        return cursor.execute(statement)
    except BaseException:
        cursor.close()
        raise


def lazily(path):
    connection = sqlite3.connect(path)
    try:
        return (row[0] for row in connection.execute("SELECT name FROM product"))
    except BaseException:
        connection.close()
        raise


def pair(path):
    connection = sqlite3.connect(path)
    try:
        return connection, connection.cursor()
    except BaseException:
        connection.close()
        raise
