# ruff: noqa: RET504, SIM117, ARG001, UP028
# mypy: ignore-errors
"""Temporaries, lent connections, handing over, blocks that do not close."""

import sqlite3

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)

LEFT = {"cursor_for_the_caller": "it is handed over"}


def one_value(path):
    return sqlite3.connect(path).execute("SELECT 1").fetchone()


def unnamed_cursor(conn: sqlite3.Connection, note):
    row = conn.cursor().execute("SELECT 1").fetchone()
    note(row)
    return row


def over_a_temporary(conn: sqlite3.Connection, note):
    for row in conn.cursor().execute("SELECT 1"):
        note(row)


def lent(db, note):
    cur = db.cursor()
    cur.execute("SELECT 1")
    rows = cur.fetchall()
    note(rows)
    return rows


def transaction_only(path, note):
    with sqlite3.connect(path) as conn:
        conn.execute("DELETE FROM job")
        note("deleted")


def two_steps(path, note):
    conn = psycopg2.connect(path)
    with conn:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM job")
    note("deleted")


def pooled(note):
    conn = pool.getconn()
    with conn.cursor() as cur:
        cur.execute("SELECT 1")
        row = cur.fetchone()
    note(row)
    pool.putconn(conn)
    return row


def pooled_early(check):
    conn = pool.getconn()
    cur = conn.cursor()
    cur.execute("SELECT 1")
    if check(1):
        return None
    rows = cur.fetchall()
    cur.close()
    pool.putconn(conn)
    return rows


def set_up(path, note):
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA foreign_keys = ON")
    note("set up")
    return conn


def stored_after_set_up(path, note, box):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    cur.execute("SET work_mem = 1")
    cur.close()
    box.conn = conn


def cursor_for_the_caller(db):
    cur = db.cursor()
    return cur


def lazily(path):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("SELECT 1")
    for row in cur:
        yield row
    cur.close()
    conn.close()
