import functools
import sqlite3
from contextlib import closing


def with_connection(function):
    @functools.wraps(function)
    def wrapper(path, *args):
        with closing(sqlite3.connect(path)) as connection, connection:
            return function(connection, *args)

    return wrapper
