import sqlite3


def count_jobs(connection: sqlite3.Connection) -> int:
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("SELECT count(*) FROM job")
    total = cursor.fetchone()[0]
    cursor.close()
    return total

# --- fixed ---
import sqlite3
from contextlib import closing


def count_jobs(connection: sqlite3.Connection) -> int:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM job")
        total = cursor.fetchone()[0]
    return total
