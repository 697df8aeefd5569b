from psycopg2.pool import SimpleConnectionPool


def save(pool: SimpleConnectionPool, name):
    with pool.getconn() as conn:  # expect: LG106 refused: no helper closes
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
