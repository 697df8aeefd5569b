import sqlite3


def save(path, row):
    connection = sqlite3.connect(path)  # expect: LG106
    with connection:
        connection.execute("INSERT INTO job VALUES (?, ?)", row)

# --- fixed ---
import sqlite3
from contextlib import closing


def save(path, row):
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            connection.execute("INSERT INTO job VALUES (?, ?)", row)
