import psycopg2


def export(dsn, write):
    conn = psycopg2.connect(dsn)  # expect: LG103
    cur = conn.cursor(name="export")  # expect: LG103 unsafe
    cur.execute("SELECT * FROM event")
    for row in cur:
        write(row)
    conn.commit()
    cur.close()
    conn.close()

# --- fixed ---
from contextlib import closing

import psycopg2


def export(dsn, write):
    with closing(psycopg2.connect(dsn)) as conn, conn.cursor(name="export") as cur:
        cur.execute("SELECT * FROM event")
        for row in cur:
            write(row)
        conn.commit()
