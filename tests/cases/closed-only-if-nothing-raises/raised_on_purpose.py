"""One handler raises on and leaves the connection alone, where the next gives it back: that is meant so."""

from contextlib import contextmanager

import psycopg2
from psycopg2.pool import ThreadedConnectionPool


class Store:
    def __init__(self, dsn):
        self.pool = ThreadedConnectionPool(1, 5, dsn)

    @contextmanager
    def connection(self):
        connection = self.pool.getconn()  # expect: LG103 refused: handlers beside it do release it
        try:
            yield connection
        except psycopg2.errors.AdminShutdown:
            raise
        except Exception:
            connection.rollback()
            self.pool.putconn(connection)
            raise
        else:
            connection.commit()
            self.pool.putconn(connection)
