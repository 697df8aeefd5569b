import sqlite3


def copy(source: sqlite3.Connection, target: sqlite3.Connection):
    cur = source.cursor()  # expect: LG104
    cur.execute("SELECT id, name FROM person")
    people = cur.fetchall()
    cur = target.cursor()  # expect: LG103
    cur.executemany("INSERT INTO person VALUES (?, ?)", people)
    target.commit()
    cur.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def copy(source: sqlite3.Connection, target: sqlite3.Connection):
    with closing(source.cursor()) as cur:
        cur.execute("SELECT id, name FROM person")
        people = cur.fetchall()
    with closing(target.cursor()) as cur:
        cur.executemany("INSERT INTO person VALUES (?, ?)", people)
        target.commit()
