"""Functions whose fixes were found to be wrong, worst first.

`wrong` says with which fixes it still is wrong: "both", "safe" (the safe ones alone), "unsafe", "" (it is right now).
"""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A wrong fix: what was wrong with it, what still is, the function."""

    why: str
    wrong: str
    text: str


FOUND = [
    Found(
        "the close of a cursor that nothing uses is left behind the block of its connection, and fails",
        "",
        """\
import sqlite3


def f(path, note, check):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    if check(1):
        if check(2):
            cur3 = conn.cursor()
            note(4)
            note(5)
        else:
            note(6)
    cur.close()
    conn.close()
""",
    ),
    Found(
        "the set-up of a cursor that is returned ends too early, and nothing says that its connection may stay open",
        "",
        """\
import psycopg2


def f(path, note):
    conn = psycopg2.connect(path)
    note(1)
    cur = conn.cursor()
    note(2)
    return cur
""",
    ),
    Found(
        "the block of the cursor reaches over the close of its connection, and its own close then fails",
        "",
        """\
import sqlite3


def f(path):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("1")
    conn.close()
    return cur.lastrowid, cur.rowcount
""",
    ),
    Found(
        "the stack of a cursor is left after a handler inside of it closed the connection",
        "",
        """\
import sqlite3


def f(path, note):
    conn = sqlite3.connect(path)
    note(1)
    cur = conn.cursor()
    try:
        try:
            cur2 = conn.cursor()
            note(2)
        except sqlite3.Error:
            cur.close()
            conn.close()
    except sqlite3.Error:
        note(3)
        note(4)
        note(5)
""",
    ),
    Found(
        "the block of the first of two connections ends before its cursor is closed, which then fails",
        "",
        """\
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def f(note):
    conn = pool.getconn()
    cur = conn.cursor()
    cur.execute("1")
    conn = pool.getconn()
    note(2)
    cur.close()
    pool.putconn(conn)
""",
    ),
    Found(
        "what the finally clause around the return raises leaks: the set-up ends too early, and nothing says so",
        "",
        """\
import psycopg2


def f(path, note):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    cur.execute("1")
    try:
        return conn
    finally:
        note(2)
""",
    ),
    Found(
        "what its own with block raises around the return leaks: the set-up ends too early, and nothing says so",
        "",
        """\
import psycopg2


def f(path, note):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    cur.execute("1")
    with conn:
        return conn
""",
    ),
    Found(
        "the inner one of two of a name is closed by its block, and once more by the release that was for both",
        "",
        """\
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def f(note, check):
    conn = pool.getconn()
    cur = conn.cursor()
    cur.execute("1")
    if check(2):
        try:
            note(3)
        finally:
            cur = conn.cursor()
            cur.execute("4")
    cur.close()
    pool.putconn(conn)
""",
    ),
    Found(
        "the block of the connection ends before an idle cursor is closed, which then fails",
        "",
        """\
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def f(note):
    conn = pool.getconn()
    cur = conn.cursor()
    cur2 = conn.cursor()
    cur.close()
    cur2.close()
    pool.putconn(conn)
""",
    ),
    Found(
        "a cursor that was closed before the commit is closed after it",
        "",
        """\
import psycopg2


def f(path, note):
    conn = psycopg2.connect(path)
    cur = conn.cursor()
    with conn:
        cur.execute('1')
        cur.close()
        note(1)
    conn.close()
""",
    ),
    Found(
        "a connection is given back later than before",
        "",
        """\
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10)


def f(note, check):
    conn = pool.getconn()
    if check(1):
        pool.putconn(conn)
        note(2)
    else:
        conn.commit()
        note(3)
""",
    ),
    Found(
        "the block is inside of the loop, and the next turn uses what it closed",
        "",
        """\
import sqlite3


def loop_reuse(path, note, items):
    conn = None
    for item in items:
        if conn is None:
            conn = sqlite3.connect(path)
        conn.execute("1")
    if conn is not None:
        conn.close()
""",
    ),
    Found(
        "the same with while: the next turn uses what the block closed",
        "",
        """\
import sqlite3


def while_true(path, note, check):
    conn = None
    while True:
        if conn is None:
            conn = sqlite3.connect(path)
        if check(1):
            break
        conn.commit()
        if not check(2):
            conn.close()
            return 1
    conn.close()
""",
    ),
    Found(
        "an alias carries the cursor into the next turn",
        "",
        """\
import sqlite3


def prev_curr(path, note, check, items):
    conn = sqlite3.connect(path)
    prev = conn.cursor()
    for item in items:
        cur = conn.cursor()
        cur.execute("1")
        note(prev.fetchone())
        prev = cur
    conn.close()
""",
    ),
    Found(
        "a bound method of the resource is called behind the block",
        "",
        """\
import sqlite3


def bound_method(path, note, box):
    conn = sqlite3.connect(path)
    run = conn.execute
    run("1")
    note(1)
    run("2")
""",
    ),
    Found(
        "a bound close() is called behind the block",
        "",
        """\
import sqlite3


def bound_close(path, note, box):
    conn = sqlite3.connect(path)
    close = conn.close
    conn.commit()
    note(1)
    close()
""",
    ),
    Found(
        "a tuple holds it, and closes it once more, after its parent",
        "",
        """\
import sqlite3


def tuple_hold(path, note, box):
    conn = sqlite3.connect(path)
    pair = conn, conn.cursor()
    pair[1].execute("1")
    note(1)
    pair[1].close()
    pair[0].close()
""",
    ),
    Found(
        "names are swapped: the release of the other one is taken away",
        "",
        """\
import sqlite3


def swap(path, note):
    a = sqlite3.connect(path)
    b = sqlite3.connect(path)
    a, b = b, a
    a.commit()
    a.close()
    note(1)
    b.close()
""",
    ),
    Found(
        "the release also closed the caller's connection, and is taken away",
        "",
        """\
import sqlite3


def param_shadow(path, note, conn=None):
    if conn is None:
        conn = sqlite3.connect(path)
    conn.commit()
    note(1)
    conn.close()
""",
    ),
    Found(
        "a dict() holds it, and is used behind the block",
        "",
        """\
import sqlite3


def dict_of(path, note):
    conn = sqlite3.connect(path)
    value = dict(c=conn)
    note(value)
""",
    ),
    Found(
        "the connection of returned cursors is closed: from a comprehension",
        "",
        """\
import sqlite3


def list_ret(path, note):
    conn = sqlite3.connect(path)
    rows = [conn.cursor() for _ in range(2)]
    return rows
""",
    ),
    Found(
        "closed first in its finally clause, now behind it",
        "",
        """\
import sqlite3


def finally_reverse(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    try:
        cur.execute("1")
    finally:
        conn.close()
        note(1)
""",
    ),
    Found(
        "the connection of a returned cursor is closed",
        "",
        """\
import sqlite3


def f(path):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    return cur
""",
    ),
    Found(
        "the connection of a stored cursor is closed",
        "",
        """\
import sqlite3


def f(path, box):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    box.append(cur)
""",
    ),
    Found(
        "one stack hides the other: what is entered on the outer one is entered on the inner one",
        "",
        """\
def f(db, note, check):
    if check(1):
        if check(2):
            cur = db.cursor()
            note(3)
            note(4)
        note(5)
        cur = db.cursor()
        note(6)
""",
    ),
    Found(
        "the connection of returned cursors is closed: in a tuple",
        "",
        """\
import sqlite3


def tuple_ret(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    return 1, cur
""",
    ),
    Found(
        "closed on the path that stores it, too",
        "",
        """\
import sqlite3


def maybe_stored_drop(path, note, check, box):
    conn = sqlite3.connect(path)
    conn.execute("1")
    if check(2):
        box.conn = conn
""",
    ),
    Found(
        "a reconnect in a loop: the new connection is closed at the end of its turn",
        "",
        """\
import sqlite3


def while_retry(path, note, check):
    conn = sqlite3.connect(path)
    while check(1):
        try:
            conn.execute("1")
            break
        except sqlite3.Error:
            conn.close()
            conn = sqlite3.connect(path)
    conn.close()
""",
    ),
    Found(
        "a reconnect in a handler: the next turn uses what the block closed",
        "",
        """\
import sqlite3


def reconnect(path, note, items):
    conn = sqlite3.connect(path)
    for item in items:
        try:
            conn.execute("1")
        except sqlite3.Error:
            conn.close()
            conn = sqlite3.connect(path)
            conn.execute("2")
    conn.close()
""",
    ),
    Found(
        "a reconnect without a close: the loop never gets a living connection again",
        "",
        """\
import sqlite3


def reconnect_no_close(path, note, items):
    conn = sqlite3.connect(path)
    for item in items:
        try:
            conn.execute("1")
        except sqlite3.Error:
            conn = sqlite3.connect(path)
    note(1)
    conn.close()
""",
    ),
    Found(
        "a nested function rebinds the name: the new one is not closed any more",
        "",
        """\
import sqlite3


def nonlocal_(path, note):
    conn = sqlite3.connect(path)
    def reset():
        nonlocal conn
        conn.close()
        conn = sqlite3.connect(path)
    note(1)
    reset()
    conn.commit()
    conn.close()
""",
    ),
    Found(
        "a lambda closes it, and the block once more",
        "",
        """\
import sqlite3


def close_in_lambda(path, note):
    conn = sqlite3.connect(path)
    closer = lambda: conn.close()
    conn.commit()
    note(1)
    closer()
""",
    ),
    Found(
        "the connection is closed before the returned lambda reads",
        "",
        """\
import sqlite3


def lambda_ret(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    return lambda: cur.fetchone()
""",
    ),
    Found(
        "the connection is closed before the returned generator expression reads",
        "",
        """\
import sqlite3


def gen_ret_genexp(path, note):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    cur.execute("1")
    return (row for row in cur)
""",
    ),
    Found(
        "the connection is closed before the returned nested generator reads",
        "",
        """\
import sqlite3


def inner_gen(path, note, box):
    conn = sqlite3.connect(path)
    def rows():
        yield from conn.execute("1")
    return rows()
""",
    ),
    Found(
        "a dict holds it until it is returned: the try ends too early, and nothing says so",
        "",
        """\
import sqlite3


def dict_display(path, note, box):
    conn = sqlite3.connect(path)
    d = {"c": conn}
    d["c"].execute("1")
    note(1)
    return d
""",
    ),
    Found(
        "rows of it are stored: it is closed on errors only, and nothing says that it stays open",
        "",
        """\
import sqlite3


def rows_kept_lazily(path, note, box):
    conn = sqlite3.connect(path)
    rows = conn.execute("1")
    box.append(rows)
""",
    ),
    Found(
        "closes the caller's connection: `conn or connect()` is not all the function's own",
        "",
        """\
import sqlite3


def or_param(path, note, conn=None):
    conn = conn or sqlite3.connect(path)
    conn.commit()
    note(1)
""",
    ),
    Found(
        "closing(None): the acquisition is only one arm of its expression",
        "",
        """\
import sqlite3


def cond_expr(path, note, check):
    conn = sqlite3.connect(path) if check(1) else None
    if conn:
        conn.commit()
    note(1)
""",
    ),
    Found(
        "the connection of a stored cursor is closed on the path where it was not",
        "",
        """\
import sqlite3


def attr(path, note, box):
    conn = sqlite3.connect(path)
    cur = conn.cursor()
    box.cur = cur
    cur.execute("1")
    conn.close()
""",
    ),
]
