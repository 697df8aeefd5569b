import sqlite3


def names(conn: sqlite3.Connection):
    cur = conn.cursor()
    try:
        cur.execute("SELECT name FROM product")
        return cur.fetchall()
    finally:
        close = getattr(cur, "close", None)
        if callable(close):
            close()


def vacuum(path):
    conn = sqlite3.connect(path)
    done = conn.close
    try:
        conn.execute("VACUUM")
    finally:
        done()
