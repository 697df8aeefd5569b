import sqlite3


def copy(source: sqlite3.Connection, target: sqlite3.Connection):
    cur = source.cursor()  # expect: LG104
    cur.execute("SELECT id, name FROM person")
    people = cur.fetchall()
    cur = target.cursor()  # expect: LG103
    cur.executemany("INSERT INTO person VALUES (?, ?)", people)
    target.commit()
    cur.close()
