import sqlite3


def first(path):
    conn = None
    try:
        conn = sqlite3.connect(path)
        cur = conn.cursor()
        cur.execute("SELECT name FROM product")
        names = cur.fetchall()
        if not names:
            return None
        cur.execute("SELECT price FROM product WHERE name = ?", names[0])
        return cur.fetchall()
    except sqlite3.Error as error:
        print(error)
    finally:
        if conn:
            conn.close()


def count(path):
    try:
        conn = sqlite3.connect(path)
        cur = conn.cursor()
        cur.execute("SELECT count(*) FROM product")
        print(cur.fetchall())
    finally:
        if "conn" in locals():
            conn.close()
