import sqlite3


def parse(statement):
    connection = sqlite3.connect(":memory:")  # expect: LG101 unsafe
    return connection.execute(f"EXPLAIN {statement}").fetchall()

# --- fixed ---
import sqlite3
from contextlib import closing


def parse(statement):
    with closing(sqlite3.connect(":memory:")) as connection:
        return connection.execute(f"EXPLAIN {statement}").fetchall()
