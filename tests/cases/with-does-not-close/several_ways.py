import os
import sqlite3

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10, "dbname=shop")


def returned_from_inside(path):
    with sqlite3.connect(path) as connection:  # expect: LG106
        return connection.execute("SELECT count(*) FROM job").fetchone()[0]


def row_used_after(path):
    with sqlite3.connect(path) as connection:  # expect: LG106
        row = connection.execute("SELECT count(*) FROM job").fetchone()
    print(row[0])


def closed_far_below(path, row):
    with sqlite3.connect(path) as connection:  # expect: LG103
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
    os.sync()
    connection.close()


def closed_inside(dsn):
    with psycopg2.connect(dsn) as conn:  # expect: LG103 refused: also released inside
        conn.set_client_encoding("UTF8")
        conn.close()


def second_of_two(dsn, gate):
    with gate, pool.getconn() as conn:  # expect: LG106 refused: not the first
        conn.cursor().execute("DELETE FROM job")  # expect: LG105


def pooled_and_commented(name):
    # One row per name.
    with pool.getconn() as conn:  # expect: LG106
        # It commits.
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    print("saved", name)


def given_back(name):
    with pool.getconn() as conn:  # expect: LG103
        with conn.cursor() as cur:
            cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    pool.putconn(conn)


def rows_used_after(path):
    with sqlite3.connect(path) as connection:  # expect: LG106
        rows = connection.execute("SELECT name FROM job")
    for name in rows:
        print(name)
    print("done")


def returned(path):
    with sqlite3.connect(path) as connection:  # expect: LG110 info refused: by a statement of its own
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def in_handler(path):
    try:
        with sqlite3.connect(path) as connection:  # expect: LG106 refused: outside of the suite
            connection.execute("DELETE FROM job")
    except sqlite3.Error:
        connection.execute("VACUUM")

# --- fixed ---
import os
import sqlite3
from contextlib import closing

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10, "dbname=shop")


def returned_from_inside(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute("SELECT count(*) FROM job").fetchone()[0]


def row_used_after(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        row = connection.execute("SELECT count(*) FROM job").fetchone()
    print(row[0])


def closed_far_below(path, row):
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            connection.execute("INSERT INTO job VALUES (?, ?)", row)
        os.sync()


def closed_inside(dsn):
    with psycopg2.connect(dsn) as conn:
        conn.set_client_encoding("UTF8")
        conn.close()


def second_of_two(dsn, gate):
    with gate, pool.getconn() as conn:
        with conn.cursor() as cursor:
            cursor.execute("DELETE FROM job")


def pooled_and_commented(name):
    # One row per name.
    conn = pool.getconn()
    try:
        with conn:
            # It commits.
            with conn.cursor() as cur:
                cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    finally:
        pool.putconn(conn)
    print("saved", name)


def given_back(name):
    conn = pool.getconn()
    try:
        with conn:
            with conn.cursor() as cur:
                cur.execute("INSERT INTO job (name) VALUES (%s)", (name,))
    finally:
        pool.putconn(conn)


def rows_used_after(path):
    with closing(sqlite3.connect(path)) as connection:
        with connection:
            rows = connection.execute("SELECT name FROM job")
        for name in rows:
            print(name)
    print("done")


def returned(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def in_handler(path):
    try:
        with sqlite3.connect(path) as connection:
            connection.execute("DELETE FROM job")
    except sqlite3.Error:
        connection.execute("VACUUM")
