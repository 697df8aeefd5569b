import sqlite3


def rows(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    cursor = connection.cursor()  # expect: LG103 unsafe
    cursor.execute("SELECT * FROM product")
    while True:
        batch = cursor.fetchmany(100)
        if not batch:
            break
        yield from batch
    cursor.close()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def rows(path):
    with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SELECT * FROM product")
        while True:
            batch = cursor.fetchmany(100)
            if not batch:
                break
            yield from batch
