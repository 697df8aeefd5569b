import sqlite3


def add_author(connection: sqlite3.Connection, name: str) -> int:
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("INSERT INTO author (name) VALUES (?)", (name,))
    connection.commit()
    cursor.close()
    return cursor.lastrowid
