import sqlite3


def vacuum(path):
    conn = sqlite3.connect(path)
    try:
        conn.cursor().execute("VACUUM")
    finally:
        conn.close()


def names(path):
    conn = sqlite3.connect(path)
    try:
        return read(conn.cursor())
    finally:
        conn.close()


def read(cur):
    cur.execute("SELECT name FROM product")
    return cur.fetchall()
