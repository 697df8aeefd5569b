import sqlite3
from contextlib import contextmanager


@contextmanager
def opened(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    yield connection
    connection.close()


@contextmanager
def committed(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    yield connection
    connection.commit()
    connection.close()


@contextmanager
def cursor(connection: sqlite3.Connection):
    cur = connection.cursor()  # expect: LG103 unsafe
    yield cur
    cur.close()

# --- fixed ---
import sqlite3
from contextlib import closing, contextmanager


@contextmanager
def opened(path):
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@contextmanager
def committed(path):
    with closing(sqlite3.connect(path)) as connection:
        yield connection
        connection.commit()


@contextmanager
def cursor(connection: sqlite3.Connection):
    with closing(connection.cursor()) as cur:
        yield cur
