# ruff: noqa: F841, B018
# mypy: ignore-errors
"""Early returns, branches, loops and retries."""

import sqlite3
from contextlib import ExitStack, closing

import psycopg2

LEFT = {"stacked_by_condition": "it is right", "flag_and_finally": "it is right"}


def early_return(db_path, check, note):
    conn = sqlite3.connect(db_path)
    cur = conn.cursor()
    cur.execute("SELECT * FROM product")
    row = cur.fetchone()
    if row is None:
        return None
    if check(1):
        conn.close()
        return row[1]
    note(row)
    cur.close()
    conn.close()
    return row


def raises_when_missing(path, note):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    cur.execute("SELECT * FROM product")
    row = cur.fetchone()
    if not row:
        raise KeyError("product")
    note(row)
    conn.close()
    return row


def one_of_the_loop(path, items, check):
    for item in items:
        conn = sqlite3.connect(path)
        conn.execute("SELECT * FROM product WHERE id = ?", (item,)).fetchone()
        if check(item):
            continue
        conn.close()
    return items


def retried(path, note):
    for attempt in range(3):
        try:
            conn = psycopg2.connect(path)
            cur = conn.cursor()
            cur.execute("SELECT 1")
            row = cur.fetchone()
            cur.close()
            conn.close()
            return row
        except psycopg2.Error as error:
            note(attempt)
    return None


def only_if_none(path, note, conn=None):
    if conn is None:
        conn = sqlite3.connect(path)
    conn.cursor
    note("begins")
    conn.commit()


def flag_and_finally(path, note, conn=None):
    own = conn is None
    if own:
        conn = sqlite3.connect(path)
    try:
        note("begins")
        conn.commit()
    finally:
        if own:
            conn.close()


def stacked_by_condition(path, check):
    with ExitStack() as stack:
        conn = stack.enter_context(closing(sqlite3.connect(path)))
        cur = None
        if check(1):
            cur = stack.enter_context(closing(conn.cursor()))
            cur.execute("SELECT 1")
        return cur is None


def rebound(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("SELECT 1")
    first = cur.fetchone()
    cur = conn.cursor()
    cur.execute("SELECT 2")
    second = cur.fetchone()
    note(first)
    cur.close()
    conn.close()
    return second


def in_a_branch(path, check, note):
    note("begins")
    if check(1):
        conn = psycopg2.connect(path)
        cur = conn.cursor()
        cur.execute("DELETE FROM job")
        conn.commit()
    note("ends")
