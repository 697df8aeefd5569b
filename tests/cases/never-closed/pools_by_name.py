"""Nothing here says of which library the pools are."""


def never_returned(pool, name):
    conn = pool.getconn()  # expect: LG101 unsafe
    cur = conn.cursor()  # expect: LG101
    cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    conn.commit()


class Store:
    def __init__(self, pool):
        self._pool = pool

    def count(self):
        conn = self._pool.getconn()  # expect: LG103 unsafe
        cur = conn.cursor()  # expect: LG103
        cur.execute("SELECT count(*) FROM job")
        found = cur.fetchone()[0]
        self._pool.putconn(conn)
        return found

    def rows(self):
        conn = self._pool.get_connection()  # expect: LG101 unsafe
        return conn.cursor().execute("SELECT 1").fetchall()  # expect: LG105


def handed_out(pool):
    return pool.getconn()


def given_back(pool):
    conn = pool.getconn()
    try:
        conn.cursor().execute("DELETE FROM job")  # expect: LG102
    finally:
        pool.putconn(conn)


def of_threads(pool):
    """Nobody uses it like a connection."""
    worker = pool.get_connection()
    worker.send("ping")


def a_getter(settings):
    """Who knows whose it is?"""
    conn = settings.get_connection()
    conn.commit()


def block(pool, name):
    with pool.getconn() as conn:  # expect: LG106 unsafe
        conn.cursor().execute("INSERT INTO job (name) VALUES (%s)", (name,))  # expect: LG105


def own_block(pool):
    with pool.connection() as conn:
        conn.commit()

# --- fixed ---
"""Nothing here says of which library the pools are."""

from contextlib import closing


def never_returned(pool, name):
    conn = pool.getconn()
    try:
        with closing(conn.cursor()) as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
        conn.commit()
    finally:
        pool.putconn(conn)


class Store:
    def __init__(self, pool):
        self._pool = pool

    def count(self):
        conn = self._pool.getconn()
        try:
            with closing(conn.cursor()) as cur:
                cur.execute("SELECT count(*) FROM job")
                found = cur.fetchone()[0]
        finally:
            self._pool.putconn(conn)
        return found

    def rows(self):
        with closing(self._pool.get_connection()) as conn, closing(conn.cursor()) as cursor:
            return cursor.execute("SELECT 1").fetchall()


def handed_out(pool):
    return pool.getconn()


def given_back(pool):
    conn = pool.getconn()
    try:
        with closing(conn.cursor()) as cursor:
            cursor.execute("DELETE FROM job")
    finally:
        pool.putconn(conn)


def of_threads(pool):
    """Nobody uses it like a connection."""
    worker = pool.get_connection()
    worker.send("ping")


def a_getter(settings):
    """Who knows whose it is?"""
    conn = settings.get_connection()
    conn.commit()


def block(pool, name):
    conn = pool.getconn()
    try:
        with conn:
            with closing(conn.cursor()) as cursor:
                cursor.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    finally:
        pool.putconn(conn)


def own_block(pool):
    with pool.connection() as conn:
        conn.commit()
