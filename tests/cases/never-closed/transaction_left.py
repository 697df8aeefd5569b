import psycopg2


def lock(dsn, work):
    conn = psycopg2.connect(dsn)  # expect: LG101 unsafe
    cur = conn.cursor()  # expect: LG101
    cur.execute("SELECT pg_advisory_lock(1)")
    work()


def temporary(dsn, work):
    conn = psycopg2.connect(dsn)  # expect: LG101 unsafe
    cur = conn.cursor()  # expect: LG103 unsafe
    cur.execute("CREATE TEMP TABLE t AS SELECT 1")
    work(cur)
    cur.close()

# --- fixed, not yet: the advisory lock goes before the work that it protects ---
from contextlib import closing

import psycopg2


def lock(dsn, work):
    with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cur:
        cur.execute("SELECT pg_advisory_lock(1)")
        work()


def temporary(dsn, work):
    with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE t AS SELECT 1")
        work(cur)
