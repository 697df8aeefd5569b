import sqlite3


def open_database(path):
    conn = sqlite3.connect(path)  # wrong: LG110 info refused: puts it into a container -> LG110 info unsafe because the tuple is returned at once
    cur = conn.cursor()
    return conn, cur

# --- fixed, not yet: the try can end before the tuple ---
import sqlite3


def open_database(path):
    conn = sqlite3.connect(path)
    try:
        cur = conn.cursor()
    except BaseException:
        conn.close()
        raise
    return conn, cur
