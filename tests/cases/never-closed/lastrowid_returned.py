import sqlite3


def insert(path, name):
    connection = sqlite3.connect(path)  # wrong: LG110 info unsafe -> LG101 because a plain value is returned; the unsafe fix leaves it open
    cursor = connection.cursor()  # expect: LG101
    cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
    connection.commit()
    return cursor.lastrowid


def changes(path):
    connection = sqlite3.connect(path)  # wrong: LG110 info unsafe -> LG101 because a plain value is returned; the unsafe fix leaves it open
    connection.execute("DELETE FROM session")
    return connection.total_changes

# --- fixed, not yet: a returned field is taken for the object itself; and the fixes together leave a LG102 behind ---
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
