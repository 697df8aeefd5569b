"""Only one of the two drivers has cursors with a `with` of their own: what holds either must serve both."""

import sqlite3

import psycopg2


class Counter:
    def __init__(self, url):
        if url.startswith("file:"):
            conn = sqlite3.connect(url)  # expect: LG110 info refused: conn is used outside of the suite that acquires it
        else:
            conn = psycopg2.connect(url)  # expect: LG110 info refused: conn is used outside of the suite that acquires it
        conn.cursor().execute("SELECT count(*) FROM orders")  # expect: LG105
        self.conn = conn

    def count(self):
        cursor = self.conn.cursor()  # expect: LG101 unsafe
        cursor.execute("SELECT count(*) FROM orders")
        (number,) = cursor.fetchone()
        return number

    def close(self):
        self.conn.close()


def dial(url):
    if url.startswith("file:"):
        return sqlite3.connect(url)
    return psycopg2.connect(url)


def newest(url):
    conn = dial(url)  # expect: LG103
    cursor = conn.cursor()  # expect: LG103
    cursor.execute("SELECT max(placed) FROM orders")
    (placed,) = cursor.fetchone()
    cursor.close()
    conn.close()
    return placed


class Orders:
    def dial(self):
        return psycopg2.connect("dbname=orders")

    def oldest(self):
        conn = self.dial()  # expect: LG101
        cursor = conn.cursor()  # expect: LG101
        cursor.execute("SELECT min(placed) FROM orders")
        (placed,) = cursor.fetchone()
        return placed


class LocalOrders(Orders):
    def dial(self):
        return sqlite3.connect("orders.db")

# --- fixed ---
"""Only one of the two drivers has cursors with a `with` of their own: what holds either must serve both."""

import sqlite3
from contextlib import closing

import psycopg2


class Counter:
    def __init__(self, url):
        if url.startswith("file:"):
            conn = sqlite3.connect(url)  # expect: LG110 info refused: conn is used outside of the suite that acquires it
        else:
            conn = psycopg2.connect(url)  # expect: LG110 info refused: conn is used outside of the suite that acquires it
        with closing(conn.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM orders")
        self.conn = conn

    def count(self):
        with closing(self.conn.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM orders")
            (number,) = cursor.fetchone()
        return number

    def close(self):
        self.conn.close()


def dial(url):
    if url.startswith("file:"):
        return sqlite3.connect(url)
    return psycopg2.connect(url)


def newest(url):
    with closing(dial(url)) as conn, closing(conn.cursor()) as cursor:
        cursor.execute("SELECT max(placed) FROM orders")
        (placed,) = cursor.fetchone()
    return placed


class Orders:
    def dial(self):
        return psycopg2.connect("dbname=orders")

    def oldest(self):
        with closing(self.dial()) as conn, closing(conn.cursor()) as cursor:
            cursor.execute("SELECT min(placed) FROM orders")
            (placed,) = cursor.fetchone()
        return placed


class LocalOrders(Orders):
    def dial(self):
        return sqlite3.connect("orders.db")
