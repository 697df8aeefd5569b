import sqlite3


def find(path, key):
    connection = sqlite3.connect(path)  # expect: LG102
    row = connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    value = row[0]
    connection.close()
    return value
