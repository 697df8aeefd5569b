import sqlite3
from contextlib import ExitStack, closing, suppress

import psycopg


def closed(path):
    with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("DELETE FROM session")


def named_before(path):
    connection = sqlite3.connect(path)
    with closing(connection):
        connection.execute("DELETE FROM session")


def stacked(path):
    with ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect(path)))
        cursor = connection.cursor()
        stack.callback(cursor.close)
        cursor.execute("DELETE FROM session")


def by_driver(dsn):
    with psycopg.connect(dsn) as conn, conn.cursor() as cur:
        cur.execute("SELECT 1")
        return cur.fetchall()


def suppressed(path):
    with closing(sqlite3.connect(path)) as connection:
        with suppress(sqlite3.OperationalError):
            connection.execute("DELETE FROM session")
