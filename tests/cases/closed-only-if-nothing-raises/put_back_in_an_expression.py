from psycopg2.pool import SimpleConnectionPool


def ping(pool: SimpleConnectionPool, log):
    conn = pool.getconn()  # expect: LG103 refused: the release at line 7 can't be taken away: it may do more, or release something else
    conn.reset()
    log(pool.putconn(conn))


def maybe_ping(pool: SimpleConnectionPool, wanted, log):
    if wanted:
        conn = pool.getconn()  # expect: LG103 refused: conn is used outside of the suite that acquires it
    else:
        conn = None
    if conn:
        conn.reset()
        log(pool.putconn(conn))
