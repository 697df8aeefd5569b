import psycopg2


def save(dsn, name):
    with psycopg2.connect(dsn) as conn:  # expect: LG106
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))

# --- fixed ---
from contextlib import closing

import psycopg2


def save(dsn, name):
    with closing(psycopg2.connect(dsn)) as conn, conn:
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
