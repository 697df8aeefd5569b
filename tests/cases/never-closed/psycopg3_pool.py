from psycopg_pool import ConnectionPool

pool = ConnectionPool("postgresql:///shop")


def count():
    conn = pool.getconn()  # expect: LG101
    return conn.execute("SELECT count(*) FROM product").fetchone()[0]

# --- fixed ---
from psycopg_pool import ConnectionPool

pool = ConnectionPool("postgresql:///shop")


def count():
    conn = pool.getconn()
    try:
        return conn.execute("SELECT count(*) FROM product").fetchone()[0]
    finally:
        pool.putconn(conn)
