import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)
    return connection.execute("SELECT * FROM product")
