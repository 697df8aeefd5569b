"""Names of the module stand above its imports."""
__docformat__ = "restructuredtext"
__all__ = ["names"]

import sqlite3


def names(path):
    conn = sqlite3.connect(path)  # expect: LG101
    return conn.execute("SELECT name FROM job").fetchall()

# --- fixed ---
"""Names of the module stand above its imports."""
__docformat__ = "restructuredtext"
__all__ = ["names"]

import sqlite3
from contextlib import closing


def names(path):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT name FROM job").fetchall()
