import sqlite3


def mapped(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return map(tuple, connection.execute("SELECT * FROM product"))

# --- fixed ---
import sqlite3


def mapped(path):
    connection = sqlite3.connect(path)
    try:
        return map(tuple, connection.execute("SELECT * FROM product"))
    except BaseException:
        connection.close()
        raise
