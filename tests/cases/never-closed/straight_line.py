import sqlite3


def newest(path):
    connection = sqlite3.connect(path)  # expect: LG101
    return connection.execute("SELECT max(id) FROM change").fetchall()
