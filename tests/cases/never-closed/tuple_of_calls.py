import sqlite3


def both(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")  # expect: LG101 safe# expect: LG101
    return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()


def only_one_leaks(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")  # expect: LG101 refused: still stays open
    try:
        return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()
    finally:
        right.close()


def beside_a_value(path):
    connection, count = sqlite3.connect(path), 10  # expect: LG101
    return connection.execute("SELECT name FROM job LIMIT ?", (count,)).fetchall()


def closed_in_the_end(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")  # expect: LG103  # expect: LG103
    right.executemany("INSERT INTO job VALUES (?)", left.execute("SELECT name FROM job").fetchall())
    right.commit()
    left.close()
    right.close()


def connection_and_cursor(path):
    connection, cursor = (sqlite3.connect(path), sqlite3.connect(path).cursor())  # expect: LG105 refused: another call
    return connection, cursor


def swapped(left, right, path):
    left, right = sqlite3.connect(right), sqlite3.connect(left)  # expect: LG101  # expect: LG101 refused: still stays open
    return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()

# --- fixed ---
import sqlite3
from contextlib import closing


def both(path):
    with closing(sqlite3.connect(path)) as left, closing(sqlite3.connect(path + "-old")) as right:
        return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()


def only_one_leaks(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")
    try:
        return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()
    finally:
        right.close()


def beside_a_value(path):
    connection, count = sqlite3.connect(path), 10
    with closing(connection):
        return connection.execute("SELECT name FROM job LIMIT ?", (count,)).fetchall()


def closed_in_the_end(path):
    with closing(sqlite3.connect(path)) as left, closing(sqlite3.connect(path + "-old")) as right:
        right.executemany("INSERT INTO job VALUES (?)", left.execute("SELECT name FROM job").fetchall())
        right.commit()


def connection_and_cursor(path):
    connection, cursor = (sqlite3.connect(path), sqlite3.connect(path).cursor())
    return connection, cursor


def swapped(left, right, path):
    left, right = sqlite3.connect(right), sqlite3.connect(left)
    with closing(right):
        return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()
