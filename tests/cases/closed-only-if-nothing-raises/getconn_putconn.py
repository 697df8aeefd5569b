from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def last_seen(device):
    conn = pool.getconn()  # expect: LG103
    with conn.cursor() as cur:
        cur.execute("SELECT max(seen) FROM ping WHERE device = %s", (device,))
        (seen,) = cur.fetchone()
    pool.putconn(conn)
    return seen

# --- fixed ---
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def last_seen(device):
    conn = pool.getconn()
    try:
        with conn.cursor() as cur:
            cur.execute("SELECT max(seen) FROM ping WHERE device = %s", (device,))
            (seen,) = cur.fetchone()
    finally:
        pool.putconn(conn)
    return seen
