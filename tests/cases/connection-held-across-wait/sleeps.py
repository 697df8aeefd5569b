import time

from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10, "dbname=shop")


def slow(name):
    conn = pool.getconn()  # expect: LG301 refused: for a person
    try:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM job WHERE name = %s", (name,))
        time.sleep(5)
    finally:
        pool.putconn(conn)


def quick(name):
    conn = pool.getconn()
    try:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM job WHERE name = %s", (name,))
    finally:
        pool.putconn(conn)
    time.sleep(5)
