from psycopg2.pool import SimpleConnectionPool


def ping(pool: SimpleConnectionPool, log):
    conn = pool.getconn()  # expect: LG103 refused: the release at line 7 can't be taken away: it may do more, or release something else
    conn.reset()
    log(pool.putconn(conn))
