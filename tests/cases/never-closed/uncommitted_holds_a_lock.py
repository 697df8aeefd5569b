"""What is not committed keeps others out until the connection goes: closing it earlier may matter to who comes next."""

import sqlite3

import pymysql


def locked(path, other):
    conn = sqlite3.connect(path)  # expect: LG101 unsafe
    conn.execute("CREATE TABLE job (id)")
    conn.commit()
    conn.execute("INSERT INTO job VALUES (1)")
    other.execute("INSERT INTO job VALUES (2)")


def committed(path, other):
    conn = sqlite3.connect(path)  # expect: LG101
    conn.execute("INSERT INTO job VALUES (1)")
    conn.commit()
    other.execute("INSERT INTO job VALUES (2)")


def at_the_end(path):
    conn = sqlite3.connect(path)  # expect: LG101
    conn.execute("INSERT INTO job VALUES (1)")


def begun(other):
    conn = pymysql.connect()  # expect: LG101 unsafe
    conn.begin()
    other.begin()

# --- fixed ---
"""What is not committed keeps others out until the connection goes: closing it earlier may matter to who comes next."""

import sqlite3
from contextlib import closing

import pymysql


def locked(path, other):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE job (id)")
        conn.commit()
        conn.execute("INSERT INTO job VALUES (1)")
    other.execute("INSERT INTO job VALUES (2)")


def committed(path, other):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("INSERT INTO job VALUES (1)")
        conn.commit()
    other.execute("INSERT INTO job VALUES (2)")


def at_the_end(path):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("INSERT INTO job VALUES (1)")


def begun(other):
    with closing(pymysql.connect()) as conn:
        conn.begin()
    other.begin()
