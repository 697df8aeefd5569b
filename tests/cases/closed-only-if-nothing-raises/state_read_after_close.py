import psycopg2


def delete(dsn):
    conn = psycopg2.connect(dsn)  # expect: LG103
    conn.cursor().execute("DELETE FROM session")  # expect: LG105
    conn.commit()
    conn.close()
    return conn.closed

# --- fixed ---
from contextlib import closing

import psycopg2


def delete(dsn):
    with closing(psycopg2.connect(dsn)) as conn:
        with conn.cursor() as cursor:
            cursor.execute("DELETE FROM session")
        conn.commit()
    return conn.closed
