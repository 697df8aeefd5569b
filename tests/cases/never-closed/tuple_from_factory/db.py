import sqlite3


def open_database(path):
    conn = sqlite3.connect(path)  # expect: LG110 info unsafe
    cur = conn.cursor()
    return conn, cur

# --- fixed ---
import sqlite3


def open_database(path):
    conn = sqlite3.connect(path)
    try:
        cur = conn.cursor()
    except BaseException:
        conn.close()
        raise
    return conn, cur
