import sqlite3


def read(path, live):
    if live:
        connection = sqlite3.connect(path)  # expect: LG101
        cursor = connection.cursor()  # expect: LG101
        cursor.execute("SELECT value FROM reading")
        values = [value for (value,) in cursor]
    else:
        values = []
    return values

# --- fixed ---
import sqlite3
from contextlib import closing


def read(path, live):
    if live:
        with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("SELECT value FROM reading")
            values = [value for (value,) in cursor]
    else:
        values = []
    return values
