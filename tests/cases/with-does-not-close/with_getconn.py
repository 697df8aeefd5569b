from psycopg2.pool import SimpleConnectionPool


def save(pool: SimpleConnectionPool, name):
    with pool.getconn() as conn:  # expect: LG106 safe
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))

# --- fixed ---
from psycopg2.pool import SimpleConnectionPool


def save(pool: SimpleConnectionPool, name):
    conn = pool.getconn()
    try:
        with conn:
            with conn.cursor() as cur:
                cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    finally:
        pool.putconn(conn)
