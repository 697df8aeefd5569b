import contextlib
import sqlite3


def vacuum(path):
    conn = sqlite3.connect(path)
    try:
        conn.execute("VACUUM")
    finally:
        with contextlib.suppress(Exception):
            conn.rollback()
        conn.close()
