import sqlite3


def one(path, shared=None):
    conn = shared if shared is not None else sqlite3.connect(path)  # expect: LG101 refused: the acquisition runs only sometimes
    return conn.execute("SELECT 1").fetchone()
