from psycopg2.pool import SimpleConnectionPool


def reset(dsn):
    conn = SimpleConnectionPool(1, 2, dsn).getconn()  # expect: LG101 refused: no form is known that releases a psycopg2.extensions.connection[pooled] here and does nothing else
    conn.reset()
