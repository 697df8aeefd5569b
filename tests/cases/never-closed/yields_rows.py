import sqlite3


def each(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    yield from connection.execute("SELECT name FROM product")


def each_mapped(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    for row in connection.execute("SELECT name FROM product"):
        yield row[0]

# --- fixed ---
import sqlite3
from contextlib import closing


def each(path):
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.execute("SELECT name FROM product")


def each_mapped(path):
    with closing(sqlite3.connect(path)) as connection:
        for row in connection.execute("SELECT name FROM product"):
            yield row[0]
