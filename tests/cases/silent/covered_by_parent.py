import sqlite3
from contextlib import closing


def total(path):
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM job")
        return cursor.fetchone()[0]
