import sqlite3


class Journal:
    def __init__(self, path):
        self.path = path

    def append(self, text):
        connection = sqlite3.connect(self.path)  # expect: LG103
        self._insert(connection, text)
        connection.commit()
        connection.close()

    def _insert(self, connection, text):
        connection.execute("INSERT INTO entry VALUES (?)", (text,))

# --- fixed ---
import sqlite3
from contextlib import closing


class Journal:
    def __init__(self, path):
        self.path = path

    def append(self, text):
        with closing(sqlite3.connect(self.path)) as connection:
            self._insert(connection, text)
            connection.commit()

    def _insert(self, connection, text):
        connection.execute("INSERT INTO entry VALUES (?)", (text,))
