import psycopg2


def once(dsn, work):
    conn = psycopg2.connect(dsn)  # expect: LG101 unsafe
    conn.cursor().execute("SELECT pg_advisory_lock(1)")  # expect: LG105
    work()

# --- fixed ---
from contextlib import closing

import psycopg2


def once(dsn, work):
    with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")
    work()
