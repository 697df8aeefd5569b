import sqlite3


def prepare(path, fill):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    connection.execute("CREATE TEMP TABLE batch (id INTEGER)")
    fill()

# --- fixed ---
import sqlite3
from contextlib import closing


def prepare(path, fill):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TEMP TABLE batch (id INTEGER)")
    fill()
