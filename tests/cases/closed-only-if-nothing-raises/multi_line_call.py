import sqlite3


def open_and_count(path):
    connection = sqlite3.connect(  # expect: LG103
        path,
        timeout=30.0,
        isolation_level=None,
    )
    total = connection.execute("SELECT count(*) FROM visit").fetchone()[0]
    connection.close()
    return total

# --- fixed ---
import sqlite3
from contextlib import closing


def open_and_count(path):
    with closing(sqlite3.connect(
        path,
        timeout=30.0,
        isolation_level=None,
    )) as connection:
        total = connection.execute("SELECT count(*) FROM visit").fetchone()[0]
    return total
