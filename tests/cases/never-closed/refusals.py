"""Each refusal says what stopped it."""

import sqlite3

from psycopg2.pool import SimpleConnectionPool


def on_one_line(connection: sqlite3.Connection, statement):
    count = 1; connection.cursor().execute(statement, (count,))  # expect: LG105 refused: the acquisition shares its line with som


def two_names(path):
    one = two = sqlite3.connect(path)  # expect: LG101 refused: it has more than one name
    one.execute("DELETE FROM job")
    return two.execute("SELECT 1").fetchone()


def set_up_on_one_line(path):
    connection = sqlite3.connect(path)  # expect: LG110 info refused: a statement of the set-up shares its lin
    connection.execute("PRAGMA a = 1"); connection.execute("PRAGMA b = 1")
    return connection


def set_up_of_a_checkout(pool: SimpleConnectionPool):
    conn = pool.getconn()  # expect: LG110 info refused: no explicit release of a psycopg2.extens
    conn.set_client_encoding("UTF8")
    return conn


def set_up_behind_a_branch(path, kind):
    if kind == "sqlite":
        connection = sqlite3.connect(path)  # expect: LG110 info refused: connection is used outside of the suite
    else:
        raise ValueError(kind)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def checkout_returned_or_dropped(pool: SimpleConnectionPool):
    conn = pool.getconn()  # expect: LG101 refused: no explicit release of a psycopg2.extens
    if conn.cursor is None:
        return conn
    return None


def returned_closed_or_dropped(path, kind):
    connection = sqlite3.connect(path)  # expect: LG102 refused: it is handed on, released and dropped: w
    if kind == 1:
        return connection
    if kind == 2:
        connection.close()
    return None


def dropped_in_a_branch(path, kind):
    if kind:
        connection = sqlite3.connect(path)  # expect: LG101 refused: connection is used outside of the suite
        kind += 1
    else:
        connection = None
    if kind == 2:
        return connection
    return None


def bound_again_in_a_branch(path, flag):
    if flag:
        connection = sqlite3.connect(path)  # expect: LG104
    else:
        connection = sqlite3.connect(path + "-old")  # expect: LG104
    connection.execute("DELETE FROM job")
    connection = None
    return flag


def stack_on_one_line(path, flag, connection=None):
    if flag:
        connection = sqlite3.connect(path)  # expect: LG101 refused: connection is used outside of the suite
    connection.execute("DELETE FROM job"); print(flag)


def at_once(connection: sqlite3.Connection):
    connection.cursor()  # expect: LG105

# --- fixed ---
"""Each refusal says what stopped it."""

import sqlite3
from contextlib import ExitStack, closing

from psycopg2.pool import SimpleConnectionPool


def on_one_line(connection: sqlite3.Connection, statement):
    count = 1; connection.cursor().execute(statement, (count,))


def two_names(path):
    one = two = sqlite3.connect(path)
    one.execute("DELETE FROM job")
    return two.execute("SELECT 1").fetchone()


def set_up_on_one_line(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA a = 1"); connection.execute("PRAGMA b = 1")
    return connection


def set_up_of_a_checkout(pool: SimpleConnectionPool):
    conn = pool.getconn()
    conn.set_client_encoding("UTF8")
    return conn


def set_up_behind_a_branch(path, kind):
    if kind == "sqlite":
        connection = sqlite3.connect(path)
    else:
        raise ValueError(kind)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def checkout_returned_or_dropped(pool: SimpleConnectionPool):
    conn = pool.getconn()
    if conn.cursor is None:
        return conn
    return None


def returned_closed_or_dropped(path, kind):
    connection = sqlite3.connect(path)
    if kind == 1:
        return connection
    if kind == 2:
        connection.close()
    return None


def dropped_in_a_branch(path, kind):
    if kind:
        connection = sqlite3.connect(path)
        kind += 1
    else:
        connection = None
    if kind == 2:
        return connection
    return None


def bound_again_in_a_branch(path, flag):
    with ExitStack() as stack:
        if flag:
            connection = stack.enter_context(closing(sqlite3.connect(path)))
        else:
            connection = stack.enter_context(closing(sqlite3.connect(path + "-old")))
        connection.execute("DELETE FROM job")
    connection = None
    return flag


def stack_on_one_line(path, flag, connection=None):
    if flag:
        connection = sqlite3.connect(path)
    connection.execute("DELETE FROM job"); print(flag)


def at_once(connection: sqlite3.Connection):
    connection.cursor().close()
