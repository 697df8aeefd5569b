import sqlite3

from store import paths


def get_connection():
    """A new connection; the caller closes it."""
    return sqlite3.connect(paths.DATABASE, timeout=5)
