import psycopg2

from settings import DSN


def vacuum(table):
    conn = psycopg2.connect(DSN)  # expect: LG103
    conn.autocommit = True
    cur = conn.cursor()  # expect: LG103
    cur.execute(f"VACUUM {table}")
    cur.close()
    conn.close()

# --- fixed ---
from contextlib import closing

import psycopg2

from settings import DSN


def vacuum(table):
    with closing(psycopg2.connect(DSN)) as conn:
        conn.autocommit = True
        with conn.cursor() as cur:
            cur.execute(f"VACUUM {table}")
