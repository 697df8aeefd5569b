import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the returned rows need it; the SAFE fix closes it under them
    return connection.execute("SELECT * FROM product")

# --- fixed, not yet: a returned result keeps its connection ---
import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)
    return connection.execute("SELECT * FROM product")
