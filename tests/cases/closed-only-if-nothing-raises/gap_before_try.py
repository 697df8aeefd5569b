import sqlite3


def export(path, writer):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA query_only = ON")
    try:
        for row in connection.execute("SELECT * FROM product"):
            writer.writerow(tuple(row))
    finally:
        connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def export(path, writer):
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA query_only = ON")
        for row in connection.execute("SELECT * FROM product"):
            writer.writerow(tuple(row))
