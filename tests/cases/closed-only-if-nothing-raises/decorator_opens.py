import functools
import sqlite3


def with_cursor(function):
    @functools.wraps(function)
    def wrapper(path, *args):
        connection = sqlite3.connect(path)  # expect: LG103 unsafe
        cursor = connection.cursor()  # expect: LG103 info unsafe
        result = function(cursor, *args)
        connection.commit()
        cursor.close()
        connection.close()
        return result

    return wrapper

# --- fixed ---
import functools
import sqlite3
from contextlib import closing


def with_cursor(function):
    @functools.wraps(function)
    def wrapper(path, *args):
        with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
            result = function(cursor, *args)
            connection.commit()
            return result

    return wrapper
