import sqlite3


def save(path, row):
    with sqlite3.connect(path) as connection:  # wrong: LG103 refused: also released inside -> LG103 safe because the close behind the with can go
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
    connection.close()

# --- fixed, not yet: the close behind the with can go ---
import sqlite3
from contextlib import closing


def save(path, row):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
