import mysql.connector
import psycopg2


def by_attribute(dsn):
    conn = psycopg2.connect(dsn)  # expect: LG103
    conn.reset()
    if not conn.closed:
        conn.close()


def by_method(name):
    conn = mysql.connector.connect(name)  # expect: LG103
    conn.commit()
    if conn.is_connected():
        conn.close()


def by_a_name(name):
    conn = mysql.connector.connect(name)  # expect: LG103
    conn.commit()
    there = conn.is_connected()
    if there:
        conn.close()

# --- fixed ---
from contextlib import closing

import mysql.connector
import psycopg2


def by_attribute(dsn):
    with closing(psycopg2.connect(dsn)) as conn:
        conn.reset()


def by_method(name):
    with closing(mysql.connector.connect(name)) as conn:
        conn.commit()
        if conn.is_connected():
            pass


def by_a_name(name):
    with closing(mysql.connector.connect(name)) as conn:
        conn.commit()
        there = conn.is_connected()
