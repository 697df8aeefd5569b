import sqlite3


def run(path, keep):
    connection = sqlite3.connect(path)  # expect: LG102
    connection.execute("VACUUM")
    if not keep:
        connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, keep):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
