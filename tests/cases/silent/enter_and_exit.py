import sqlite3


class Database:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.connection = sqlite3.connect(self.path)
        self.cursor = self.connection.cursor()
        return self.cursor

    def __exit__(self, *details):
        self.cursor.close()
        self.connection.close()


def count(path):
    with Database(path) as cursor:
        cursor.execute("SELECT count(*) FROM job")
        return cursor.fetchone()[0]
