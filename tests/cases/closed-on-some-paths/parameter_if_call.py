import sqlite3


def one(path, shared=None):
    conn = shared if shared is not None else sqlite3.connect(path)  # wrong: LG101 safe -> LG101 refused: may be the caller's because `closing` gets the caller's connection too
    return conn.execute("SELECT 1").fetchone()

# --- fixed, not yet: the caller's own connection must stay open ---
import sqlite3


def one(path, shared=None):
    conn = shared if shared is not None else sqlite3.connect(path)
    return conn.execute("SELECT 1").fetchone()
