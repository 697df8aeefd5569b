import sqlite3


def add_author(connection: sqlite3.Connection, name: str) -> int:
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
    connection.commit()
    cursor.close()
    return cursor.lastrowid

# --- fixed, not yet: the return can stay behind the block ---
import sqlite3
from contextlib import closing


def add_author(connection: sqlite3.Connection, name: str) -> int:
    with closing(connection.cursor()) as cursor:
        cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
    connection.commit()
    return cursor.lastrowid
