import sqlite3


class Cursor:
    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)


class Database:
    def __init__(self, path):
        self._conn = sqlite3.connect(path)

    def close(self):
        self._conn.close()

    def cursor(self):
        return Cursor(self._conn.cursor())


def ask(database: Database, query):
    cursor = database.cursor()  # expect: LG101 unsafe
    return cursor.execute(query).fetchall()

# --- fixed ---
import sqlite3
from contextlib import closing


class Cursor:
    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)


class Database:
    def __init__(self, path):
        self._conn = sqlite3.connect(path)

    def close(self):
        self._conn.close()

    def cursor(self):
        return Cursor(self._conn.cursor())


def ask(database: Database, query):
    with closing(database.cursor()) as cursor:
        return cursor.execute(query).fetchall()
