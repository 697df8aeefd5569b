"""The project's helper makes its result by a function that nobody knows: whether that still needs the cursor is open."""

import sqlite3

from frames import Frame


class Reports:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def _frame(self, cursor):
        return Frame.over(cursor)

    def sales(self):
        cursor = self.conn.cursor()  # expect: LG101 unsafe
        cursor.execute("SELECT day, amount FROM sales")
        frame = self._frame(cursor)
        return frame.describe()

    def close(self):
        self.conn.close()

# --- fixed ---
"""The project's helper makes its result by a function that nobody knows: whether that still needs the cursor is open."""

import sqlite3
from contextlib import closing

from frames import Frame


class Reports:
    def __init__(self, path):
        self.conn = sqlite3.connect(path)

    def _frame(self, cursor):
        return Frame.over(cursor)

    def sales(self):
        with closing(self.conn.cursor()) as cursor:
            cursor.execute("SELECT day, amount FROM sales")
            frame = self._frame(cursor)
            return frame.describe()

    def close(self):
        self.conn.close()
