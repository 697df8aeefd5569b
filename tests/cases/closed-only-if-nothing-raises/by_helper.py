import sqlite3

import psycopg2.pool

pool = psycopg2.pool.SimpleConnectionPool(1, 10, "")


def done(conn):
    """Close it."""
    conn.close()


def finished(conn):
    conn.commit()
    conn.close()


def noted(conn):
    print("closed")
    conn.close()


def names(path):
    conn = sqlite3.connect(path)  # expect: LG103
    found = conn.execute("SELECT name FROM product").fetchall()
    done(conn)
    return found


def rename(path, old, new):
    conn = sqlite3.connect(path)  # expect: LG103 refused: commits
    conn.execute("UPDATE product SET name = ? WHERE name = ?", (new, old))
    finished(conn)


def prices(path):
    conn = sqlite3.connect(path)  # expect: LG103 unsafe
    found = conn.execute("SELECT price FROM product").fetchall()
    noted(conn)
    return found


class Shop:
    def back(self, conn):
        if conn is not None and not conn.closed:
            pool.putconn(conn)

    def size(self):
        conn = pool.getconn()  # expect: LG103
        with conn.cursor() as cur:
            cur.execute("SELECT name FROM product")
            size = len(cur.fetchall())
        self.back(conn)
        return size


def told(conn, size):
    print(size)
    conn.close()


def size(path):
    conn = sqlite3.connect(path)  # expect: LG103 refused: uses it first
    found = conn.execute("SELECT name FROM product").fetchall()
    told(conn, found)

# --- fixed ---
import sqlite3

import psycopg2.pool

pool = psycopg2.pool.SimpleConnectionPool(1, 10, "")


def done(conn):
    """Close it."""
    conn.close()


def finished(conn):
    conn.commit()
    conn.close()


def noted(conn):
    print("closed")
    conn.close()


def names(path):
    conn = sqlite3.connect(path)
    try:
        found = conn.execute("SELECT name FROM product").fetchall()
    finally:
        done(conn)
    return found


def rename(path, old, new):
    conn = sqlite3.connect(path)
    conn.execute("UPDATE product SET name = ? WHERE name = ?", (new, old))
    finished(conn)


def prices(path):
    conn = sqlite3.connect(path)
    try:
        found = conn.execute("SELECT price FROM product").fetchall()
    finally:
        noted(conn)
    return found


class Shop:
    def back(self, conn):
        if conn is not None and not conn.closed:
            pool.putconn(conn)

    def size(self):
        conn = pool.getconn()
        try:
            with conn.cursor() as cur:
                cur.execute("SELECT name FROM product")
                size = len(cur.fetchall())
        finally:
            self.back(conn)
        return size


def told(conn, size):
    print(size)
    conn.close()


def size(path):
    conn = sqlite3.connect(path)
    found = conn.execute("SELECT name FROM product").fetchall()
    told(conn, found)
