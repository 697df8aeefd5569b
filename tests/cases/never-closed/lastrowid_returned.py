import sqlite3


def insert(path, name):
    connection = sqlite3.connect(path)  # expect: LG101
    cursor = connection.cursor()  # expect: LG101
    cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
    connection.commit()
    return cursor.lastrowid


def changes(path):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("DELETE FROM session")
    return connection.total_changes

# --- fixed ---
import sqlite3
from contextlib import closing


def insert(path, name):
    with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
        connection.commit()
        return cursor.lastrowid


def changes(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM session")
        return connection.total_changes
