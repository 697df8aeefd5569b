import sqlite3


def listing(path):
    for name, size in sqlite3.connect(path).execute("SELECT name, size FROM file"):  # expect: LG105
        print(f"{name}: {size}")
