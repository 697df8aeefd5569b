import sqlite3


def rows(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    for row in connection.execute("SELECT * FROM product"):
        yield row

# --- fixed ---
import sqlite3
from contextlib import closing


def rows(path):
    with closing(sqlite3.connect(path)) as connection:
        for row in connection.execute("SELECT * FROM product"):
            yield row
