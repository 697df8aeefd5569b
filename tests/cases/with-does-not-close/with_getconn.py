from psycopg2.pool import SimpleConnectionPool


def save(pool: SimpleConnectionPool, name):
    with pool.getconn() as conn:  # wrong: LG106 refused: no helper closes -> LG106 safe because putconn in a finally around the block gives it back
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))

# --- fixed, not yet: try/finally around the with ---
from psycopg2.pool import SimpleConnectionPool


def save(pool: SimpleConnectionPool, name):
    conn = pool.getconn()
    try:
        with conn:
            with conn.cursor() as cur:
                cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    finally:
        pool.putconn(conn)
