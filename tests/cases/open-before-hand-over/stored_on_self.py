import sqlite3


class Cache:
    def __init__(self, path):
        connection = sqlite3.connect(path)  # expect: LG110 info unsafe
        connection.execute("CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value BLOB)")
        self.connection = connection

    def close(self):
        self.connection.close()
