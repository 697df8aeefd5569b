# -*- coding: latin-1 -*-
import sqlite3


def names(path):
    connection = sqlite3.connect(path)  # expect: LG103
    found = connection.execute("SELECT name FROM product").fetchall()
    connection.close()
    return found

# --- fixed ---
# -*- coding: latin-1 -*-
import sqlite3
from contextlib import closing


def names(path):
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM product").fetchall()
    return found
