import sqlite3


def save(path, row):
    with sqlite3.connect(path) as connection:  # expect: LG106 safe
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
    connection.execute("VACUUM")

# --- fixed ---
import sqlite3
from contextlib import closing


def save(path, row):
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            connection.execute("INSERT INTO job VALUES (?, ?)", row)
        connection.execute("VACUUM")
