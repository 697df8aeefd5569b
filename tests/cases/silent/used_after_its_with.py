import duckdb
import psycopg


def too_late(dsn):
    """A fault, but not one of a resource that is left open."""
    with psycopg.connect(dsn) as conn:
        conn.execute("DELETE FROM job")
    return conn.closed, conn.execute("SELECT 1")


def rows_too_late(path):
    with duckdb.connect(path) as connection:
        rows = connection.execute("SELECT name FROM job")
    return rows.fetchall()
