import sqlite3

import psycopg2


def orders(settings):
    if settings.local:
        conn = sqlite3.connect(settings.path)  # expect: LG103 unsafe
    else:
        conn = psycopg2.connect(settings.dsn)  # expect: LG103 unsafe
    cursor = conn.cursor()  # expect: LG103
    cursor.execute("SELECT id FROM orders")
    found = [row[0] for row in cursor.fetchall()]
    cursor.close()
    conn.close()
    return found

# --- fixed, not yet: with ExitStack() as stack, ExitStack() as stack, and the close stays ---
import sqlite3
from contextlib import closing

import psycopg2


def orders(settings):
    if settings.local:
        conn = sqlite3.connect(settings.path)
    else:
        conn = psycopg2.connect(settings.dsn)
    with closing(conn), closing(conn.cursor()) as cursor:
        cursor.execute("SELECT id FROM orders")
        found = [row[0] for row in cursor.fetchall()]
    return found
