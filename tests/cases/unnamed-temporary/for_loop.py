import sqlite3


def listing(path):
    for name, size in sqlite3.connect(path).execute("SELECT name, size FROM file"):  # expect: LG105
        print(f"{name}: {size}")

# --- fixed ---
import sqlite3
from contextlib import closing


def listing(path):
    with closing(sqlite3.connect(path)) as connection:
        for name, size in connection.execute("SELECT name, size FROM file"):
            print(f"{name}: {size}")
