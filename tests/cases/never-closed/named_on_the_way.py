import sqlite3


def first(conn: sqlite3.Connection):
    print((cur := conn.cursor()).execute("SELECT name FROM product"))  # expect: LG101 refused: names it
    return cur.fetchall()
