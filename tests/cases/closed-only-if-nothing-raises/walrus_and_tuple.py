import sqlite3


def first(path):
    if (connection := sqlite3.connect(path)) is not None:  # expect: LG103 refused: the acquisition stands in a condition or in the head of a compound statement
        found = connection.execute("SELECT name FROM product").fetchone()
        connection.close()
        return found


def both(one, two):
    a, b = sqlite3.connect(one), sqlite3.connect(two)  # expect: LG103  # expect: LG103
    rows = a.execute("SELECT * FROM product").fetchall()
    b.executemany("INSERT INTO product VALUES (?)", rows)
    b.commit()
    a.close()
    b.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def first(path):
    if (connection := sqlite3.connect(path)) is not None:
        found = connection.execute("SELECT name FROM product").fetchone()
        connection.close()
        return found


def both(one, two):
    with closing(sqlite3.connect(one)) as a, closing(sqlite3.connect(two)) as b:
        rows = a.execute("SELECT * FROM product").fetchall()
        b.executemany("INSERT INTO product VALUES (?)", rows)
        b.commit()
