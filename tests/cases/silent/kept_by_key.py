import psycopg2.pool

pool = psycopg2.pool.SimpleConnectionPool(1, 10, "")


def reserve(worker):
    pool.getconn(worker)


def free(worker):
    pool.putconn(pool.getconn(worker), worker)
