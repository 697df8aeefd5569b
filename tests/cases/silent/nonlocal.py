import sqlite3


def opened(path, retry):
    connection = None

    def attempt():
        nonlocal connection
        connection = sqlite3.connect(path)
        connection.execute("SELECT 1")

    retry(attempt)
    return connection
