import sqlite3


def finish(conn, note=""):
    conn.close()
    print(note)


def two_on_a_line(path, query):
    conn = sqlite3.connect(path)  # expect: LG103 refused: a statement of the block shares its line with another
    rows = conn.execute(query); count = 1
    print(rows, count)
    finish(conn)


def by_keyword(path, query):
    conn = sqlite3.connect(path)  # expect: LG103 refused: what releases it at line 19 uses it first
    conn.execute(query)
    finish(note=query, conn=conn)
