import sqlite3


def check(path):
    connection = sqlite3.connect(path)  # expect: LG104
    result = connection.execute("PRAGMA integrity_check").fetchone()[0]
    del connection
    return result == "ok"

# --- fixed ---
import sqlite3
from contextlib import closing


def check(path):
    with closing(sqlite3.connect(path)) as connection:
        result = connection.execute("PRAGMA integrity_check").fetchone()[0]
    del connection
    return result == "ok"
