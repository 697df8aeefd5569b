import sqlite3


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def get_cursor(self):
        return self.connection.cursor()

    def names(self):
        cursor = self.get_cursor()  # expect: LG101
        cursor.execute("SELECT name FROM product")
        return [name for (name,) in cursor.fetchall()]

    def first(self):
        return self.get_cursor().execute("SELECT 1").fetchone()  # expect: LG105

# --- fixed ---
import sqlite3
from contextlib import closing


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def get_cursor(self):
        return self.connection.cursor()

    def names(self):
        with closing(self.get_cursor()) as cursor:
            cursor.execute("SELECT name FROM product")
            return [name for (name,) in cursor.fetchall()]

    def first(self):
        with closing(self.get_cursor()) as cursor:
            return cursor.execute("SELECT 1").fetchone()
