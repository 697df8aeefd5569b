"""Whoever enters a cursor by hand, be it in a helper, is to leave it by hand."""

import psycopg


class Adapter:
    def __init__(self, dsn, wait):
        self._connection = psycopg.connect(dsn)
        self._wait = wait
        cursor = self._make(self._connection)
        self._cursor = self._enter(cursor)

    def _make(self, connection):
        return connection.cursor()

    def _enter(self, cursor):
        return self._wait(cursor.__enter__())

    def close(self):
        self._cursor.__exit__(None, None, None)
        self._connection.close()
