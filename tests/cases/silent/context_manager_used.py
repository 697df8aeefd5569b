import sqlite3
from contextlib import contextmanager


@contextmanager
def opened(path):
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


def names(path):
    with opened(path) as connection:
        return connection.execute("SELECT name FROM product").fetchall()
