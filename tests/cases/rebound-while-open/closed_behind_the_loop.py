import sqlite3


def vacuum(paths):
    for path in paths:
        connection = sqlite3.connect(path)  # expect: LG104
        connection.execute("VACUUM")
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def vacuum(paths):
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
