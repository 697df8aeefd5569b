"""Parentheses around what acquires it become those of the helper's call, with the comments in them."""

import sqlite3

SETTINGS = "settings.db"


def names(path):
    connection: sqlite3.Connection = (
        # the file may be read by others meanwhile
        sqlite3.connect(  # expect: LG101
            path or SETTINGS,
            timeout=5,
        )
    )
    rows = connection.execute("SELECT name FROM setting").fetchall()
    return [name for (name,) in rows]


def count(path):
    connection = (sqlite3.connect(path))  # expect: LG101
    return connection.execute("SELECT count(*) FROM setting").fetchone()

# --- fixed ---
"""Parentheses around what acquires it become those of the helper's call, with the comments in them."""

import sqlite3
from contextlib import closing

SETTINGS = "settings.db"


def names(path):
    with closing(
        # the file may be read by others meanwhile
        sqlite3.connect(
            path or SETTINGS,
            timeout=5,
        )
    ) as connection:
        rows = connection.execute("SELECT name FROM setting").fetchall()
    return [name for (name,) in rows]


def count(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM setting").fetchone()
