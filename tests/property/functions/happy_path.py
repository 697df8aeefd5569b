# ruff: noqa: RET505
# mypy: ignore-errors
"""Closed at the end of the happy path only."""

import sqlite3

import psycopg2
import pymysql

LEFT = {}


def cursor_then_connection(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("SELECT name FROM person")
    names = [name for _, name in cur.fetchall()]
    note(names)
    cur.close()
    conn.close()
    return names


def close_commit_close(path, note, items):
    connection = pymysql.connect(host=path)
    cursor = connection.cursor()
    for item in items:
        cursor.execute("INSERT INTO job VALUES (%s)", (item,))
        note(item)
    cursor.close()
    connection.commit()
    connection.close()


def last_row_after_close(path):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("INSERT INTO job VALUES (1)")
    conn.commit()
    cur.close()
    made = cur.lastrowid
    conn.close()
    return made


def gap_before_try(path, note):
    conn = psycopg2.connect(path)
    note("connected")
    cur = conn.cursor()
    note("ready")
    try:
        cur.execute("SELECT 1")
        row = cur.fetchone()
    finally:
        cur.close()
        conn.close()
    return row


def error_path_rolls_back(path, note):
    conn = psycopg2.connect(path)
    try:
        cur = conn.cursor()
        cur.execute("UPDATE job SET seen = 1")
        note("seen")
        cur.close()
        conn.commit()
    except psycopg2.Error as error:
        conn.rollback()
        note(str(error))
        return False
    conn.close()
    return True


def closed_in_both(path, check):
    conn = sqlite3.connect(path)
    if check(1):
        conn.execute("DELETE FROM job")
        conn.commit()
        conn.close()
        return 1
    else:
        conn.rollback()
        conn.close()
    return 0


def subscript_of_a_row(path):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    cur.execute("SELECT max(id) FROM job")
    newest = cur.fetchone()[0]
    cur.close()
    conn.close()
    return newest
