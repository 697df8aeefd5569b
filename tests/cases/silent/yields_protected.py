import sqlite3


def rows(path):
    connection = sqlite3.connect(path)
    try:
        yield from connection.execute("SELECT * FROM product")
    finally:
        connection.close()
