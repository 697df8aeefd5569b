# ruff: noqa: E501, ISC004 (a mutant is read best in one line)
"""The proof refuses wrong rewrites. Each mutant is a right rewrite with one fault put in before the proof sees it.

The rewriter is replaced by one that gives the mutant; then `check_source` must offer no fix. A mutant that gets
through is a fault of the proof, and stays here as a strict xfail until it doesn't.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent

import pytest

import letgo
from letgo.flow.language import ProofError, RewriteError
from letgo.flow.plan import NameInTry, Plan
from letgo.model import Safety
from letgo.python import rewrite as room
from letgo.python.proof import function, undo
from letgo.python.spelling import comments

real = room.rewrite


@dataclass(frozen=True)
class Remedy:
    """A function, its right rewrite, and mutants of that: what is wrong -> (right text, wrong text)."""

    name: str
    old: str
    new: str
    mutants: Mapping[str, tuple[str, str]]
    survive: Mapping[str, str] = field(default_factory=dict)  # mutant -> why the proof lets it through


def remedy(
    name: str,
    old: str,
    new: str,
    mutants: Mapping[str, tuple[str, str]],
    survive: Mapping[str, str] | None = None,
) -> Remedy:
    return Remedy(name, dedent(old).lstrip("\n"), dedent(new).lstrip("\n"), mutants, survive or {})


LAYOUT = "the proof compares trees, not tokens"
COMMENTS = "a lost or changed comment only makes the fix unsafe"

REMEDIES = [
    remedy(
        "hold_in_block, closing",
        """
        import sqlite3


        def f(path, note):
            before = note('a')  # kept
            conn = sqlite3.connect(path)  # the database
            rows = conn.execute("SELECT 1").fetchall()
            note(1)

            # then all goes
            conn.execute("DELETE FROM job")
            conn.commit()
            conn.close()
            note(before)
            return rows
        """,
        """
        def f(path, note):
            before = note('a')  # kept
            with closing(sqlite3.connect(path)) as conn:  # the database
                rows = conn.execute("SELECT 1").fetchall()
                note(1)

                # then all goes
                conn.execute("DELETE FROM job")
                conn.commit()
            note(before)
            return rows
        """,
        {
            "block too short by one": ("        conn.commit()\n", "    conn.commit()\n"),
            "block too long by one": ("    note(before)\n", "        note(before)\n"),
            "block to the end": ("    note(before)\n    return rows\n", "        note(before)\n        return rows\n"),
            "close kept": ("    note(before)", "        conn.close()\n    note(before)"),
            "close kept behind the block": ("    note(before)", "    conn.close()\n    note(before)"),
            "commit added": ("        note(1)", "        conn.commit()\n        note(1)"),
            "commit lost": ("        conn.commit()\n", ""),
            "commit doubled": ("        conn.commit()\n", "        conn.commit()\n        conn.commit()\n"),
            "rollback for commit": ("conn.commit()", "conn.rollback()"),
            "order swapped": (
                '        conn.execute("DELETE FROM job")\n        conn.commit()\n',
                '        conn.commit()\n        conn.execute("DELETE FROM job")\n',
            ),
            "opener missing": ("closing(sqlite3.connect(path))", "sqlite3.connect(path)"),
            "another opener": ("closing(", "suppress("),
            "opener of another module": ("closing(", "other.closing("),
            "wrong name bound": (" as conn:", " as note:"),
            "no name bound": (" as conn:", ":"),
            "another name bound": (" as conn:", " as connection:"),
            "another statement edited": ("note(1)", "note(2)"),
            "a text edited": ("DELETE FROM job", "DELETE FROM jobs"),
            "an argument lost": ("sqlite3.connect(path)", "sqlite3.connect()"),
            "a parameter added": ("(path, note)", "(path, note, more=None)"),
            "made async": ("def f", "async def f"),
            "renamed": ("def f", "def g"),
            "a decorator added": ("def f", "@staticmethod\ndef f"),
            "a statement lost": ("        note(1)\n", ""),
            "a statement added": ("        note(1)\n", "        note(1)\n        note(1)\n"),
            "return lost": ("    return rows\n", ""),
            "return moved": ("    note(before)\n    return rows\n", "    return rows\n    note(before)\n"),
            "return moved into the block": ("    note(before)\n    return rows\n", "        return rows\n    note(before)\n"),
            "another value returned": ("return rows", "return before"),
            "helper shadowed": ("    before = note('a')", "    closing = note\n    before = note('a')"),
            "a new pass": ("        note(1)\n", "        note(1)\n        pass\n"),
            "acquired twice": (
                "    with closing(sqlite3",
                "    conn = sqlite3.connect(path)\n    with closing(sqlite3",
            ),
            "two items": (" as conn:", " as conn, conn:"),
            "a block around the block": (
                "    note(before)\n    return rows\n",
                "    with note:\n        note(before)\n    return rows\n",
            ),
            "released in a finally as well": (
                "    note(before)\n    return rows\n",
                "    try:\n        note(before)\n    finally:\n        conn.close()\n    return rows\n",
            ),
            "errors swallowed": (
                "    note(before)\n    return rows\n",
                "    try:\n        note(before)\n    except Exception:\n        pass\n    return rows\n",
            ),
            "a comment lost": ("  # kept", ""),
            "a comment changed": ("# kept", "# was kept"),
            "a comment moved": ("note('a')  # kept\n", "note('a')\n    # kept\n"),
            "an own comment line lost": ("        # then all goes\n", ""),
            "quotes changed": ("'a'", '"a"'),
            "parentheses added": ("return rows", "return (rows)"),
            "a blank line lost": ("note(1)\n\n", "note(1)\n"),
            "spaces changed": ("before = note", "before  = note"),
            "a number spelled anew": ("note(1)", "note(0x1)"),
            "a text split": ('"DELETE FROM job"', '"DELETE " "FROM job"'),
        },
        {
            "a comment lost": COMMENTS,
            "an own comment line lost": COMMENTS,
            "a comment moved": LAYOUT,
            "parentheses added": LAYOUT,
            "a blank line lost": LAYOUT,
            "spaces changed": LAYOUT,
        },
    ),
    remedy(
        "hold_in_block, several exits",
        """
        import sqlite3


        def f(path, check, note):
            conn = sqlite3.connect(path)
            row = conn.execute("SELECT 1").fetchone()
            if check(row):
                conn.close()
                return None
            if not row:
                raise KeyError(path)
            conn.execute("DELETE FROM job")
            conn.commit()
            conn.close()
            note(row)
            return row
        """,
        """
        def f(path, check, note):
            with closing(sqlite3.connect(path)) as conn:
                row = conn.execute("SELECT 1").fetchone()
                if check(row):
                    return None
                if not row:
                    raise KeyError(path)
                conn.execute("DELETE FROM job")
                conn.commit()
            note(row)
            return row
        """,
        {
            "close kept on one path": ("            return None", "            conn.close()\n            return None"),
            "early return lost": ("            return None\n", "            pass\n"),
            "early return of another value": ("return None", "return row"),
            "raise lost": ("            raise KeyError(path)\n", "            return None\n"),
            "raises something else": ("KeyError(path)", "ValueError(path)"),
            "condition negated": ("if check(row)", "if not check(row)"),
            "conditions swapped": (
                "        if check(row):\n            return None\n        if not row:\n            raise KeyError(path)\n",
                "        if not row:\n            raise KeyError(path)\n        if check(row):\n            return None\n",
            ),
            "elif made of it": ("        if not row:", "        elif not row:"),
            "block ends before the last use": (
                '        conn.execute("DELETE FROM job")\n        conn.commit()\n',
                '    conn.execute("DELETE FROM job")\n    conn.commit()\n',
            ),
        },
        {
        },
    ),
    remedy(
        "hold_in_block, own with",
        """
        import pymysql


        def f(connection: pymysql.connections.Connection, note):
            cursor = connection.cursor()
            cursor.execute("DELETE FROM job")
            note(1)
            count = cursor.fetchone()
            cursor.close()
            connection.commit()
            return count
        """,
        """
        def f(connection: pymysql.connections.Connection, note):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM job")
                note(1)
                count = cursor.fetchone()
            connection.commit()
            return count
        """,
        {
            "with on the parent": ("with connection.cursor() as cursor", "with connection as cursor"),
            "parent closed": ("    connection.commit()\n", "    connection.commit()\n    connection.close()\n"),
            "close and with": ("    connection.commit()\n", "        cursor.close()\n    connection.commit()\n"),
            "commit moved into the block": ("    connection.commit()\n", "        connection.commit()\n"),
            "commit moved before": (
                "    with connection.cursor() as cursor:\n",
                "    connection.commit()\n    with connection.cursor() as cursor:\n",
            ),
            "block too short": ("        count = cursor.fetchone()\n", "    count = cursor.fetchone()\n"),
            "async with": ("with connection", "async with connection"),
            "closing as well": ("connection.cursor() as", "closing(connection.cursor()) as"),
            "another argument": ("connection.cursor()", "connection.cursor(None)"),
        },
        {
        },
    ),
    remedy(
        "hold_in_block, async with",
        """
        import aiosqlite


        async def f(path, note):
            db = await aiosqlite.connect(path)
            await db.execute("DELETE FROM job")
            note(1)
            await db.commit()
            await db.close()
            return note
        """,
        """
        async def f(path, note):
            async with aiosqlite.connect(path) as db:
                await db.execute("DELETE FROM job")
                note(1)
                await db.commit()
            return note
        """,
        {
            "await kept": ("async with aiosqlite", "async with await aiosqlite"),
            "not async": ("    async with", "    with"),
            "an await lost": ('await db.execute("DELETE', 'db.execute("DELETE'),
            "an await added": ("note(1)", "await note(1)"),
            "close kept": ("        await db.commit()\n", "        await db.commit()\n        await db.close()\n"),
            "block too short": ("        await db.commit()\n", "    await db.commit()\n"),
            "commit lost": ("        await db.commit()\n", ""),
            "def made plain": ("async def", "def"),
        },
    ),
    remedy(
        "hold_in_block, finally",
        """
        from psycopg2.pool import ThreadedConnectionPool

        pool = ThreadedConnectionPool(1, 10)


        def f(note):
            conn = pool.getconn()
            conn.rollback()
            note(1)
            conn.commit()
            pool.putconn(conn)
            return note
        """,
        """
        def f(note):
            conn = pool.getconn()
            try:
                conn.rollback()
                note(1)
                conn.commit()
            finally:
                pool.putconn(conn)
            return note
        """,
        {
            "acquired in the try": ("    conn = pool.getconn()\n    try:\n", "    try:\n        conn = pool.getconn()\n"),
            "release lost": ("        pool.putconn(conn)\n", "        pass\n"),
            "closed instead": ("pool.putconn(conn)", "conn.close()"),
            "something else put back": ("pool.putconn(conn)", "pool.putconn(note)"),
            "put back twice": ("    return note", "    pool.putconn(conn)\n    return note"),
            "put back twice in the finally": (
                "        pool.putconn(conn)\n",
                "        pool.putconn(conn)\n        pool.putconn(conn)\n",
            ),
            "try too short": (
                "        conn.commit()\n    finally:\n        pool.putconn(conn)\n",
                "    finally:\n        pool.putconn(conn)\n    conn.commit()\n",
            ),
            "only on error": ("    finally:", "    except Exception:"),
            "only without error": ("    finally:", "    except ValueError:\n        pass\n    else:"),
            "return in the finally": ("    return note", "        return note"),
            "errors swallowed": ("    finally:", "    except Exception:\n        pass\n    finally:"),
            "commit in the finally": (
                "        conn.commit()\n    finally:\n",
                "    finally:\n        conn.commit()\n",
            ),
        },
        {
        },
    ),
    remedy(
        "enter_on_stack",
        """
        import sqlite3


        def f(note, conn=None):
            if conn is None:
                conn = sqlite3.connect("a")
            conn.execute("DELETE FROM job")
            conn.commit()
            note(1)
            return note
        """,
        """
        def f(note, conn=None):
            with ExitStack() as stack:
                if conn is None:
                    conn = stack.enter_context(closing(sqlite3.connect("a")))
                conn.execute("DELETE FROM job")
                conn.commit()
            note(1)
            return note
        """,
        {
            "closing missing": ('closing(sqlite3.connect("a"))', 'sqlite3.connect("a")'),
            "not entered": ('stack.enter_context(closing(sqlite3.connect("a")))', 'sqlite3.connect("a")'),
            "pushed, not entered": ("stack.enter_context(", "stack.push("),
            "the parameter is entered too": (
                "        conn.commit()\n",
                "        conn.commit()\n        stack.enter_context(closing(conn))\n",
            ),
            "entered for all": (
                '            conn = stack.enter_context(closing(sqlite3.connect("a")))\n',
                '            conn = sqlite3.connect("a")\n        stack.enter_context(closing(conn))\n',
            ),
            "block too short": ("        conn.commit()\n", "    conn.commit()\n"),
            "block too long": ("    note(1)\n", "        note(1)\n"),
            "stack given away": ("        conn.commit()\n", "        conn.commit()\n        stack.pop_all()\n"),
            "closed as well": ("        conn.commit()\n", "        conn.commit()\n        conn.close()\n"),
            "another stack": (" as stack:", " as other:"),
            "no stack": ("with ExitStack() as stack", "with note as stack"),
            "condition turned": ("conn is None", "conn is not None"),
            "entered under another name": ("            conn = stack", "            note = stack"),
            "name of the stack taken": ("    with ExitStack", "    stack = note\n    with ExitStack"),
        },
        {
        },
    ),
    remedy(
        "name_temporary",
        """
        import sqlite3


        def f(conn: sqlite3.Connection, note):
            row = conn.cursor().execute("SELECT 1", (note, conn)).fetchone()
            note(row)
            return row
        """,
        """
        def f(conn: sqlite3.Connection, note):
            with closing(conn.cursor()) as cursor:
                row = cursor.execute("SELECT 1", (note, conn)).fetchone()
            note(row)
            return row
        """,
        {
            "parent closed": ("closing(conn.cursor()) as cursor", "closing(conn) as cursor"),
            "opener missing": ("closing(conn.cursor())", "conn.cursor()"),
            "still unnamed": ("cursor.execute", "conn.cursor().execute"),
            "on the parent": ("row = cursor.execute", "row = conn.execute"),
            "wrong name bound": (" as cursor:", " as note:"),
            "a taken name": (
                ' as cursor:\n        row = cursor.execute("SELECT 1", (note, conn))',
                ' as conn:\n        row = conn.execute("SELECT 1", (note, conn))',
            ),
            "the name used twice": ("(note, conn)", "(note, cursor)"),
            "block too long": ("    note(row)\n", "        note(row)\n"),
            "closed as well": ("    note(row)\n", "        cursor.close()\n    note(row)\n"),
            "kept open by the result": (".fetchone()\n", "\n"),
            "another fetch": ("fetchone", "fetchall"),
            "another query": ("SELECT 1", "SELECT 2"),
            "target renamed": ("        row = cursor", "        rows = cursor"),
            "two blocks": ("    note(row)\n", "    with closing(conn.cursor()) as cursor:\n        note(row)\n"),
        },
        {
        },
    ),
    remedy(
        "close_around_with",
        """
        import sqlite3


        def f(path, note):
            with sqlite3.connect(path) as conn:
                conn.execute("DELETE FROM job")
                note(1)
            return note
        """,
        """
        def f(path, note):
            with closing(sqlite3.connect(path)) as conn, conn:
                conn.execute("DELETE FROM job")
                note(1)
            return note
        """,
        {
            "the commit is gone": (" as conn, conn:", " as conn:"),
            "nothing closes": ("closing(sqlite3.connect(path)) as conn, conn", "sqlite3.connect(path) as conn, conn"),
            "entered twice": (" as conn, conn:", " as conn, conn, conn:"),
            "another name bound": (" as conn, conn:", " as note, conn:"),
            "something else entered": (" as conn, conn:", " as conn, note:"),
            "committed by hand": (" as conn, conn:\n", " as conn:\n        conn.commit()\n"),
            "closed by hand as well": ("        note(1)\n", "        note(1)\n        conn.close()\n"),
            "a statement out": ("        note(1)\n", "    note(1)\n"),
            "rows used after": ("    return note", "    conn.commit()\n    return note"),
            "named anew": (" as conn, conn:", " as conn, conn as note:"),
        },
        {
        },
    ),
    remedy(
        "hold_in_block, in the finally that is there",
        """
        import sqlite3


        def f(path, note):
            conn = sqlite3.connect(path)
            try:
                conn.execute("DELETE FROM job")
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
            finally:
                note = None
            return note
        """,
        """
        def f(path, note):
            conn = sqlite3.connect(path)
            try:
                conn.execute("DELETE FROM job")
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
                conn.commit()
            finally:
                note = None
                conn.close()
            return note
        """,
        {
            "behind it": ("        conn.close()\n", "    conn.close()\n"),
            "twice": ("        conn.close()\n", "        conn.close()\n        conn.close()\n"),
            "another one": ("conn.close()", "note.close()"),
            "on one path": ("        conn.close()\n", "        if note:\n            conn.close()\n"),
            "not at all": ("        conn.close()\n", ""),
        },
    ),
    remedy(
        "hold_in_block, several of one statement",
        """
        import sqlite3


        def f(one, two, note):
            a, b = sqlite3.connect(one), sqlite3.connect(two)
            rows = a.execute("SELECT 1").fetchall()
            b.executemany("INSERT INTO job VALUES (?)", rows)
            b.commit()
            return note
        """,
        """
        def f(one, two, note):
            with closing(sqlite3.connect(one)) as a, closing(sqlite3.connect(two)) as b:
                rows = a.execute("SELECT 1").fetchall()
                b.executemany("INSERT INTO job VALUES (?)", rows)
                b.commit()
            return note
        """,
        {
            "the other first": (
                "closing(sqlite3.connect(one)) as a, closing(sqlite3.connect(two)) as b",
                "closing(sqlite3.connect(two)) as b, closing(sqlite3.connect(one)) as a",
            ),
            "names swapped": (
                "closing(sqlite3.connect(one)) as a, closing(sqlite3.connect(two)) as b",
                "closing(sqlite3.connect(one)) as b, closing(sqlite3.connect(two)) as a",
            ),
            "one not closed": ("closing(sqlite3.connect(two))", "sqlite3.connect(two)"),
            "one opened twice": ("sqlite3.connect(two)", "sqlite3.connect(one)"),
            "one missing": (", closing(sqlite3.connect(two)) as b", ""),
            "too short": ("        b.commit()", "    b.commit()"),
            "too long": ("    return note", "        return note"),
        },
    ),
    remedy(
        "close_around_with, a block around what follows",
        """
        import sqlite3


        def f(path, note):
            with sqlite3.connect(path) as conn:
                conn.execute("DELETE FROM job")
            conn.execute("VACUUM")
            return note
        """,
        """
        def f(path, note):
            with closing(sqlite3.connect(path)) as conn:
                with conn:
                    conn.execute("DELETE FROM job")
                conn.execute("VACUUM")
            return note
        """,
        {
            "the commit is gone": ("        with conn:\n", "        if True:\n"),
            "nothing closes": ("closing(sqlite3.connect(path)) as conn", "sqlite3.connect(path) as conn"),
            "something else entered": ("with conn:\n", "with note:\n"),
            "the inner one binds": ("with conn:\n", "with conn as note:\n"),
            "too short": ("        conn.execute(\"VACUUM\")", "    conn.execute(\"VACUUM\")"),
            "under the transaction": ("        conn.execute(\"VACUUM\")", "            conn.execute(\"VACUUM\")"),
            "too long": ("    return note", "        return note"),
            "closed by hand as well": ("    return note", "    conn.close()\n    return note"),
        },
    ),
    remedy(
        "close_around_with, given back to its pool",
        """
        from psycopg2.pool import SimpleConnectionPool


        def f(pool: SimpleConnectionPool, name, note):
            with pool.getconn() as conn:
                conn.set_client_encoding(name)
            return note
        """,
        """
        def f(pool: SimpleConnectionPool, name, note):
            conn = pool.getconn()
            try:
                with conn:
                    conn.set_client_encoding(name)
            finally:
                pool.putconn(conn)
            return note
        """,
        {
            "the commit is gone": ("with conn:\n", "if True:\n"),
            "another name bound": ("    conn = pool", "    note = pool"),
            "acquired twice": ("with conn:\n", "with pool.getconn() as conn:\n"),
            "acquired inside": ("    conn = pool.getconn()\n    try:\n", "    try:\n        conn = pool.getconn()\n"),
            "on an error only": ("finally:\n", "except Exception:\n"),
            "given back twice": ("pool.putconn(conn)", "pool.putconn(conn)\n        pool.putconn(conn)"),
            "something else given back": ("pool.putconn(conn)", "pool.putconn(note)"),
            "closed for good": ("pool.putconn(conn)", "pool.putconn(conn, close=True)"),
        },
    ),
    remedy(
        "close_on_error",
        """
        import sqlite3


        def f(path, note):
            conn = sqlite3.connect(path)
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA journal_mode = WAL")
            return conn
        """,
        """
        def f(path, note):
            conn = sqlite3.connect(path)
            try:
                conn.execute("PRAGMA foreign_keys = ON")
                conn.execute("PRAGMA journal_mode = WAL")
            except BaseException:
                conn.close()
                raise
            return conn
        """,
        {
            "always closed": ("    except BaseException:\n        conn.close()\n        raise\n", "    finally:\n        conn.close()\n"),
            "error swallowed": ("        conn.close()\n        raise\n", "        conn.close()\n"),
            "not closed": ("        conn.close()\n        raise\n", "        raise\n"),
            "errors only": ("BaseException", "Exception"),
            "one kind of error": ("BaseException", "ValueError"),
            "bare": ("except BaseException", "except"),
            "raises something else": ("        raise\n", "        raise ValueError\n"),
            "commit in the handler": ("        conn.close()\n", "        conn.commit()\n        conn.close()\n"),
            "try too short": (
                '        conn.execute("PRAGMA journal_mode = WAL")\n    except BaseException:\n        conn.close()\n        raise\n',
                '    except BaseException:\n        conn.close()\n        raise\n    conn.execute("PRAGMA journal_mode = WAL")\n',
            ),
            "acquired in the try": (
                "    conn = sqlite3.connect(path)\n    try:\n",
                "    try:\n        conn = sqlite3.connect(path)\n",
            ),
            "closed after all": ("    return conn", "    conn.close()\n    return conn"),
            "a block instead": (
                '    conn = sqlite3.connect(path)\n    try:\n        conn.execute("PRAGMA foreign_keys = ON")\n'
                '        conn.execute("PRAGMA journal_mode = WAL")\n    except BaseException:\n        conn.close()\n        raise\n'
                "    return conn",
                '    with closing(sqlite3.connect(path)) as conn:\n        conn.execute("PRAGMA foreign_keys = ON")\n'
                '        conn.execute("PRAGMA journal_mode = WAL")\n        return conn',
            ),
            "something else closed": ("        conn.close()", "        note.close()"),
            "handed on in the try": ("    return conn", "    else:\n        conn.commit()\n    return conn"),
        },
        {
        },
    ),
    remedy(
        "drop_releases, finally",
        """
        import sqlite3


        def f(path, note):
            conn = sqlite3.connect(path)
            note(1)
            try:
                conn.execute("DELETE FROM job")
                conn.commit()
            finally:
                conn.close()
            return note
        """,
        """
        def f(path, note):
            with closing(sqlite3.connect(path)) as conn:
                note(1)
                conn.execute("DELETE FROM job")
                conn.commit()
            return note
        """,
        {
            "body lost with its try": ('        conn.execute("DELETE FROM job")\n        conn.commit()\n', ""),
            "one statement lost with its try": ("        conn.commit()\n", ""),
            "body turned": (
                '        conn.execute("DELETE FROM job")\n        conn.commit()\n',
                '        conn.commit()\n        conn.execute("DELETE FROM job")\n',
            ),
            "finally kept": (
                "        conn.commit()\n",
                "        try:\n            conn.commit()\n        finally:\n            conn.close()\n",
            ),
            "body behind the block": (
                '        conn.execute("DELETE FROM job")\n        conn.commit()\n',
                '    conn.execute("DELETE FROM job")\n    conn.commit()\n',
            ),
            "close on its own": ("        conn.commit()\n", "        conn.commit()\n        conn.close()\n"),
        },
    ),
    remedy(
        "drop_releases, handlers stay",
        """
        import sqlite3


        def f(path, note):
            conn = sqlite3.connect(path)
            note(1)
            try:
                conn.execute("DELETE FROM job")
                conn.commit()
            except sqlite3.Error:
                conn.rollback()
                note(2)
            else:
                note(3)
            finally:
                note(4)
                conn.close()
            return note
        """,
        """
        def f(path, note):
            with closing(sqlite3.connect(path)) as conn:
                note(1)
                try:
                    conn.execute("DELETE FROM job")
                    conn.commit()
                except sqlite3.Error:
                    conn.rollback()
                    note(2)
                else:
                    note(3)
                finally:
                    note(4)
            return note
        """,
        {
            "try dropped with its handler": (
                '        try:\n            conn.execute("DELETE FROM job")\n            conn.commit()\n'
                "        except sqlite3.Error:\n            conn.rollback()\n            note(2)\n        else:\n            note(3)\n"
                "        finally:\n            note(4)\n",
                '        conn.execute("DELETE FROM job")\n        conn.commit()\n',
            ),
            "handler dropped": ("        except sqlite3.Error:\n            conn.rollback()\n            note(2)\n        else:\n            note(3)\n", ""),
            "rollback dropped": ("            conn.rollback()\n", ""),
            "handler wider": ("except sqlite3.Error", "except Exception"),
            "handler named": ("except sqlite3.Error", "except sqlite3.Error as error"),
            "else dropped": ("        else:\n            note(3)\n", ""),
            "else moved into the body": (
                "            conn.commit()\n",
                "            conn.commit()\n            note(3)\n",
            ),
            "finally dropped": ("        finally:\n            note(4)\n", ""),
            "finally made plain": ("        finally:\n            note(4)\n", "        note(4)\n"),
            "finally behind the block": ("        finally:\n            note(4)\n", "    note(4)\n"),
            "close kept": ("            note(4)\n", "            note(4)\n            conn.close()\n"),
            "raised again": ("            note(2)\n", "            note(2)\n            raise\n"),
        },
    ),
    remedy(
        "hold_in_block, nested",
        """
        import sqlite3


        def f(path, note):
            conn = sqlite3.connect(path)
            cur = conn.cursor()
            cur.execute("DELETE FROM job")
            note(1)
            rows = cur.fetchall()
            cur.close()
            conn.commit()
            conn.close()
            return rows
        """,
        """
        def f(path, note):
            with closing(sqlite3.connect(path)) as conn:
                with closing(conn.cursor()) as cur:
                    cur.execute("DELETE FROM job")
                    note(1)
                    rows = cur.fetchall()
                conn.commit()
            return rows
        """,
        {
            "turned inside out": (
                "closing(sqlite3.connect(path)) as conn:\n        with closing(conn.cursor()) as cur:",
                "closing(conn.cursor()) as cur:\n        with closing(sqlite3.connect(path)) as conn:",
            ),
            "inner one missing": ("with closing(conn.cursor()) as cur:", "if True:"),
            "inner one not closed": ("closing(conn.cursor())", "conn.cursor()"),
            "commit in the inner one": ("        conn.commit()\n", "            conn.commit()\n"),
            "commit behind the outer one": ("        conn.commit()\n", "    conn.commit()\n"),
            "inner one too short": ("            rows = cur.fetchall()\n", "        rows = cur.fetchall()\n"),
            "names swapped": ("as conn:\n        with closing(conn.cursor()) as cur", "as cur:\n        with closing(conn.cursor()) as conn"),
            "one close kept": ("        conn.commit()\n", "        cur.close()\n        conn.commit()\n"),
            "a method on the other": ("            cur.execute", "            conn.execute"),
        },
        {
        },
    ),
]  # fmt: skip


class Mutant:
    """The rewriter with one fault put into what it gives; without that text it gives up."""

    def __init__(self, right: str, change: Callable[[str], str]) -> None:
        self.right = right
        self.change = change
        self.used = False

    def __call__(self, text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> str:
        made = real(text, plan, spelled, sources)
        if made != self.right:
            raise RewriteError("not what the mutant is made of")
        self.used = True
        return self.change(made)


def offered(text: str) -> list[str]:
    """The titles of the fixes that letgo offers for a text."""
    result = letgo.check_source(text)
    assert not result.skipped
    return sorted({finding.fix.title for finding in result.findings if finding.fix})


def mutants() -> list[object]:
    found: list[object] = []
    for each in REMEDIES:
        for what, (right, wrong) in each.mutants.items():
            known = each.survive.get(what)
            marks = [pytest.mark.xfail(reason=known, strict=True)] if known else []
            found.append(pytest.param(each, right, wrong, id=f"{each.name}: {what}", marks=marks))
    return found


@pytest.mark.parametrize("each", REMEDIES, ids=lambda each: each.name)
def test_the_right_one_passes(each: Remedy, monkeypatch: pytest.MonkeyPatch) -> None:
    same = Mutant(each.new, lambda made: made)
    monkeypatch.setattr(room, "rewrite", same)
    assert offered(each.old)
    assert same.used


@pytest.mark.parametrize(("each", "right", "wrong"), mutants())
def test_mutants_are_refused(each: Remedy, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert each.new.count(right) == 1, "the mutant is made at one place"
    mutant = Mutant(each.new, lambda made: made.replace(right, wrong))
    monkeypatch.setattr(room, "rewrite", mutant)
    found = offered(each.old)
    assert mutant.used
    assert not found, f"it got through:\n{each.new.replace(right, wrong)}"


# -- the parts of the proof alone --------------------------------------------------------------------------------------


NAMED = """\
def f(path):
    note(1)
    rows = sqlite3.connect(path).execute("SELECT 1").fetchall()
    note(2)
    return rows
"""
IN_TRY = """\
def f(path):
    note(1)
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT 1").fetchall()
    finally:
        connection.close()
    note(2)
    return rows
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("", ""),
        ("    connection = sqlite3.connect(path)\n", ""),
        ("connection = sqlite3.connect(path)", "connection = sqlite3.connect()"),
        ("    connection = ", "    other = "),
        ("    connection = ", "    connection = connection = "),
        ("connection.close()", "connection.commit()"),
        ("connection.close()", "rows.close()"),
        ("        connection.close()\n", "        connection.close()\n        connection.close()\n"),
        ("    finally:\n", "    except BaseException:\n"),
        ("rows = connection.execute", "rows = sqlite3.connect(path).execute"),
        ("rows = connection.execute", "rows = other.execute"),
        ('execute("SELECT 1")', 'execute("SELECT 1", connection)'),
        (
            "    finally:\n        connection.close()\n    note(2)\n",
            "        note(2)\n    finally:\n        connection.close()\n",
        ),
        ("    note(2)\n", "    note(2)\n    note(2)\n"),
    ],
)
def test_a_temporary_named_before_a_try(right: str, wrong: str) -> None:
    """Only suggestions are made so, so the undoing is asked by itself."""
    plan = Plan((NameInTry(1, 1, (3, 11, 3, 32), "connection", "connection.close()"),), "Name it", Safety.SAFE)
    assert IN_TRY.count(right) == 1 or not right
    if not right:
        undo(NAMED, IN_TRY, plan, {}, {0: "sqlite3.connect(path)"})
        return
    with pytest.raises(ProofError):
        undo(NAMED, IN_TRY.replace(right, wrong), plan, {}, {0: "sqlite3.connect(path)"})


def test_an_empty_plan_proves_nothing() -> None:
    with pytest.raises(ProofError, match="empty"):
        undo("def f():\n    pass\n", "def f():\n    pass\n", Plan((), "", letgo.Safety.SAFE), {}, {})


@pytest.mark.parametrize("text", ["x = 1\n", "class A:\n    pass\n", "    x = 1\n"])
def test_a_slice_is_one_function(text: str) -> None:
    with pytest.raises(ProofError):
        function(text)


@pytest.mark.parametrize("head", ["", "async "])
@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_a_slice_may_be_indented(head: str, indent: str) -> None:
    node = function(f"{indent}{head}def f(a):\n{indent}    return a\n")
    assert isinstance(node, ast.AsyncFunctionDef if head else ast.FunctionDef)
    assert node.name == "f"


def test_comments_are_compared_as_they_are() -> None:
    assert comments("    def f():  # a\n        # b\n        return '# c'\n") == ["# a", "# b"]


# -- layouts: what comes back is the text as it was, or nothing --------------------------------------------------------

PLAIN = """import sqlite3


def f(path, note):
    conn = sqlite3.connect(path)
    note(1)
    conn.commit()
    conn.close()
    return path
"""
MADE = """import sqlite3
from contextlib import closing


def f(path, note):
    with closing(sqlite3.connect(path)) as conn:
        note(1)
        conn.commit()
    return path
"""
KEPT = {
    "a form feed between functions": ("\n\n\ndef", "\n\n\x0c\ndef"),
    "a form feed in the body": ("note(1)\n", "note(1)\n\x0c\n"),
    "a form feed in a text": ("note(1)", "note('''a\x0cb''')"),
    "one line that ends in another way": ("note(1)\n", "note(1)\r\n"),
    "blanks behind a statement": ("note(1)\n", "note(1)   \n"),
    "a line continued": ("note(1)", "note(\\\n1)"),
    "a text of several lines": ("note(1)", "note('''\n  x\n      y\n''')"),
    "an f-string of several lines": ("note(1)", "note(f'''{\npath}\n  z''')"),
    "separators of other kinds": ("note(1)", "note('a\u2028b\x85')  # \u2029 \x0b \x1c"),
    "wide characters": ("note(1)", "note('\U0001f40d\u00e9')  # \u4e2d"),
    "a comment further left": ("note(1)\n", "note(1)\n# left\n"),
    "a walrus": ("note(1)", "(x := note(1))"),
    "a bracket over lines": ("note(1)", "note(\n  1,\n)"),
}  # fmt: skip


@pytest.mark.parametrize("what", KEPT)
def test_what_is_not_touched_stays(what: str) -> None:
    plain, odd = KEPT[what]
    result = letgo.fix_source(PLAIN.replace(plain, odd))
    assert result.applied
    assert result.fixed == MADE.replace(plain, odd)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("indent", ["\t", "  ", "   ", "        "])
@pytest.mark.parametrize("last", [True, False])
def test_endings_and_indents_stay(end: str, indent: str, last: bool) -> None:
    def laid(text: str) -> str:
        text = text.replace("    ", indent).replace("\n", end)
        return text if last else text.removesuffix(end)

    result = letgo.fix_source(laid(PLAIN))
    assert result.applied
    assert result.fixed == laid(MADE)


REFUSED = {
    "a form feed in an indent": ("    note(1)", "\x0c    note(1)"),
    "two statements on a line": ("note(1)", "note(1); note(2)"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused(what: str) -> None:
    result = letgo.fix_source(PLAIN.replace(*REFUSED[what]))
    assert not result.applied
    assert result.fixed == result.text == PLAIN.replace(*REFUSED[what])
    assert all(finding.refusal for finding in result.findings)
    assert result.findings


def test_a_carriage_return_in_a_text() -> None:
    result = letgo.fix_source(PLAIN.replace("note(1)", "note('''a\rb''')"))
    assert result.skipped
    assert not result.applied


def test_carriage_returns_alone() -> None:
    result = letgo.check_source(PLAIN.replace("\n", "\r"))
    assert result.findings or result.skipped


@pytest.mark.xfail(reason="a line of blanks grows by the new indent", strict=True)
def test_a_line_of_blanks_stays() -> None:
    result = letgo.fix_source(PLAIN.replace("note(1)\n", "note(1)\n        \n"))
    assert result.fixed == MADE.replace("note(1)\n", "note(1)\n        \n")


def test_null_bytes_are_a_reason_to_skip() -> None:
    assert letgo.check_source(PLAIN.replace("note(1)", "note('\0')")).skipped
