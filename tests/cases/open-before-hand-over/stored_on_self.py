import sqlite3


class Cache:
    def __init__(self, path):
        connection = sqlite3.connect(path)  # expect: LG110 info unsafe
        connection.execute("CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value BLOB)")
        self.connection = connection

    def close(self):
        self.connection.close()

# --- fixed ---
import sqlite3


class Cache:
    def __init__(self, path):
        connection = sqlite3.connect(path)
        try:
            connection.execute("CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value BLOB)")
        except BaseException:
            connection.close()
            raise
        self.connection = connection

    def close(self):
        self.connection.close()
