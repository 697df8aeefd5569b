import sqlite3
from functools import lru_cache


class Catalog:
    def __init__(self, path):
        self.path = path

    @staticmethod
    @lru_cache(maxsize=None)
    def size(path):
        # cached for the life of the process
        connection = sqlite3.connect(path)  # expect: LG103
        size = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        connection.close()
        return size

# --- fixed ---
import sqlite3
from contextlib import closing
from functools import lru_cache


class Catalog:
    def __init__(self, path):
        self.path = path

    @staticmethod
    @lru_cache(maxsize=None)
    def size(path):
        # cached for the life of the process
        with closing(sqlite3.connect(path)) as connection:
            size = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        return size
