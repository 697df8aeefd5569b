import sqlite3
from contextlib import contextmanager


@contextmanager
def cursor(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    try:
        yield connection.cursor()  # expect: LG105 unsafe
    finally:
        connection.commit()


def names(path):
    with cursor(path) as cur:
        return cur.execute("SELECT name FROM product").fetchall()

# --- fixed ---
import sqlite3
from contextlib import closing, contextmanager


@contextmanager
def cursor(path):
    with closing(sqlite3.connect(path)) as connection:
        try:
            with closing(connection.cursor()) as cursor:
                yield cursor
        finally:
            connection.commit()


def names(path):
    with cursor(path) as cur:
        return cur.execute("SELECT name FROM product").fetchall()
