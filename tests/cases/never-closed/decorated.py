import functools
import sqlite3


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@logged
def count(path):
    connection = sqlite3.connect(path)  # expect: LG101
    return connection.execute("SELECT count(*) FROM product").fetchone()[0]


class Shop:
    @staticmethod
    def size(path):
        connection = sqlite3.connect(path)  # expect: LG101
        return connection.execute("SELECT count(*) FROM product").fetchone()[0]

    @classmethod
    def opened(cls, path):
        connection = sqlite3.connect(path)  # expect: LG101
        return connection.execute("SELECT 1").fetchone()

    @property
    def first(self):
        connection = sqlite3.connect("shop.db")  # expect: LG101
        return connection.execute("SELECT name FROM product").fetchone()

# --- fixed ---
import functools
import sqlite3
from contextlib import closing


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@logged
def count(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM product").fetchone()[0]


class Shop:
    @staticmethod
    def size(path):
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT count(*) FROM product").fetchone()[0]

    @classmethod
    def opened(cls, path):
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT 1").fetchone()

    @property
    def first(self):
        with closing(sqlite3.connect("shop.db")) as connection:
            return connection.execute("SELECT name FROM product").fetchone()
