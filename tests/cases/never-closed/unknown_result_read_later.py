import sqlite3

from reading import read_rows


def listing(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    rows = read_rows(connection, "SELECT name FROM product")
    for name in rows:
        print(name)

# --- fixed ---
import sqlite3
from contextlib import closing

from reading import read_rows


def listing(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = read_rows(connection, "SELECT name FROM product")
        for name in rows:
            print(name)
