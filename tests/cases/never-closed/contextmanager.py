import sqlite3
from contextlib import contextmanager


@contextmanager
def cursor(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    yield connection.cursor()
    connection.commit()
    connection.close()
