import sqlite3


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.cursor = self.connection.cursor()

    def __del__(self):
        self.cursor.close()
        self.connection.close()


class Worker:
    def start(self, path):
        self._db = sqlite3.connect(path)

    def stop(self):
        self._db.close()
