import psycopg2


def balance(dsn, account):
    conn = psycopg2.connect(dsn)  # expect: LG103
    cur = conn.cursor()  # expect: LG103
    cur.execute("SELECT sum(amount) FROM entry WHERE account = %s", (account,))
    (total,) = cur.fetchone()
    cur.close()
    conn.close()
    return total

# --- fixed ---
from contextlib import closing

import psycopg2


def balance(dsn, account):
    with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cur:
        cur.execute("SELECT sum(amount) FROM entry WHERE account = %s", (account,))
        (total,) = cur.fetchone()
    return total
