"""Nothing is imported at the top, and the next line is code."""
__version__ = "1"
PATH = "jobs.db"


def names():
    import sqlite3

    conn = sqlite3.connect(PATH)  # expect: LG101
    return conn.execute("SELECT name FROM job").fetchall()

# --- fixed ---
"""Nothing is imported at the top, and the next line is code."""

from contextlib import closing

__version__ = "1"
PATH = "jobs.db"


def names():
    import sqlite3

    with closing(sqlite3.connect(PATH)) as conn:
        return conn.execute("SELECT name FROM job").fetchall()
