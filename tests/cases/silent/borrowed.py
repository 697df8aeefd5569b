import sqlite3


def insert(cursor, row):
    cursor.execute("INSERT INTO job VALUES (?)", row)


def fill(connection: sqlite3.Connection, rows):
    for row in rows:
        insert(connection, row)


def main(path, rows):
    connection = sqlite3.connect(path)
    try:
        fill(connection, rows)
    finally:
        connection.close()
