import sqlite3


def open_database(path):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    return conn, cur
