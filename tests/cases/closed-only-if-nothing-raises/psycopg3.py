import psycopg


def upgrade(dsn, statements):
    conn = psycopg.connect(dsn)  # expect: LG103
    cur = conn.cursor()  # expect: LG103
    for statement in statements:
        cur.execute(statement)
    conn.commit()
    cur.close()
    conn.close()

# --- fixed ---
from contextlib import closing

import psycopg


def upgrade(dsn, statements):
    with closing(psycopg.connect(dsn)) as conn, conn.cursor() as cur:
        for statement in statements:
            cur.execute(statement)
        conn.commit()
