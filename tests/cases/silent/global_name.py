import sqlite3

connection = None


def check(path):
    global connection
    connection = sqlite3.connect(path)
    connection.execute("SELECT 1")
    connection.close()
