from db import open_database


def total(path):
    conn, cur = open_database(path)  # wrong: LG101 refused: nothing uses conn -> LG101 unsafe because cur came out of the same call and needs conn
    cur.execute("SELECT count(*) FROM visit")
    return cur.fetchone()[0]

# --- fixed, not yet: the tuple's cursor is tied to its connection ---
from contextlib import closing

from db import open_database


def total(path):
    conn, cur = open_database(path)
    with closing(conn):
        cur.execute("SELECT count(*) FROM visit")
        return cur.fetchone()[0]
