import sqlite3

_shared = None


class Repository:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.cursors = []

    def open(self):
        cursor = self.connection.cursor()
        self.cursors.append(cursor)

    def replace(self, path):
        connection = sqlite3.connect(path)
        self.connection, old = connection, self.connection
        old.close()

    def close(self):
        self.connection.close()


def shared(path):
    global _shared
    if _shared is None:
        _shared = sqlite3.connect(path)
    return _shared


def registry(path, connections):
    connections[path] = sqlite3.connect(path)
