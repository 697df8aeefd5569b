import sqlite3
from contextlib import contextmanager


@contextmanager
def cursor(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    yield connection.cursor()  # expect: LG105 unsafe
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing, contextmanager


@contextmanager
def cursor(path):
    with closing(sqlite3.connect(path)) as connection:
        with closing(connection.cursor()) as cursor:
            yield cursor
        connection.commit()
