import psycopg2


def opened(conn=None):
    if conn is None:
        return psycopg2.connect("")
    return conn


def names(conn=None):
    own = opened(conn)  # expect: LG101 refused: it may also be what the caller handed in, which is the caller's to close
    own.autocommit = True
    print(own.status)
