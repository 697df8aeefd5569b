import psycopg2

from settings import DSN


def vacuum(table):
    conn = psycopg2.connect(DSN)  # expect: LG103
    conn.autocommit = True
    cur = conn.cursor()  # expect: LG103 info
    cur.execute(f"VACUUM {table}")
    cur.close()
    conn.close()
