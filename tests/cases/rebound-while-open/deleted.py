import sqlite3


def check(path):
    connection = sqlite3.connect(path)  # expect: LG104
    result = connection.execute("PRAGMA integrity_check").fetchone()[0]
    del connection
    return result == "ok"
