from db import open_database


def total(path):
    conn, cur = open_database(path)  # expect: LG101
    cur.execute("SELECT count(*) FROM visit")
    return cur.fetchone()[0]


def plain(path):
    import sqlite3

    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")  # expect: LG101 refused: bound to a name  # expect: LG101 refused: bound to a name
    return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()
