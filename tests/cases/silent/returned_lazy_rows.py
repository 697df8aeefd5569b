import sqlite3

import psycopg2


def rows(path):
    connection = sqlite3.connect(path)
    cursor = connection.cursor()
    cursor.execute("SELECT * FROM product")
    return cursor


def stream(dsn):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor("stream")
    cur.execute("SELECT * FROM event")
    return iter(cur)


def mapped(path):
    connection = sqlite3.connect(path)
    return map(tuple, connection.execute("SELECT * FROM product"))


def lazily(path):
    connection = sqlite3.connect(path)
    return (row[0] for row in connection.execute("SELECT name FROM product"))
