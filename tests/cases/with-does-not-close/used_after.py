import sqlite3


def save(path, row):
    with sqlite3.connect(path) as connection:  # wrong: LG106 refused: used after the with block -> LG106 safe because a block around both serves
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
    connection.execute("VACUUM")

# --- fixed, not yet: a block around both ---
import sqlite3
from contextlib import closing


def save(path, row):
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            connection.execute("INSERT INTO job VALUES (?, ?)", row)
        connection.execute("VACUUM")
