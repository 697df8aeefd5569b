import sqlite3


def swallowed(path, query):
    conn = sqlite3.connect(path)  # expect: LG103 unsafe
    rows = conn.execute(query).fetchall()
    try:
        conn.close()
    except Exception:
        pass
    return rows


def empty_in_the_end(path, query):
    conn = sqlite3.connect(path)  # expect: LG103
    conn.execute(query)
    try:
        conn.close()
    finally:
        pass


def caught_before(path, query):
    conn = sqlite3.connect(path)  # expect: LG103
    conn.execute("PRAGMA foreign_keys = ON")
    try:
        conn.execute(query)
    except ValueError:
        print("no such thing")
    finally:
        conn.close()


def inside_of_another(path, query, timer):
    conn = sqlite3.connect(path)  # expect: LG103 unsafe
    with timer:
        conn.execute(query)
        conn.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def swallowed(path, query):
    with closing(sqlite3.connect(path)) as conn:
        rows = conn.execute(query).fetchall()
    return rows


def empty_in_the_end(path, query):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(query)


def caught_before(path, query):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        try:
            conn.execute(query)
        except ValueError:
            print("no such thing")


def inside_of_another(path, query, timer):
    with closing(sqlite3.connect(path)) as conn:
        with timer:
            conn.execute(query)
