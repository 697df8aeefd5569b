import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return connection.execute("SELECT * FROM product")

# --- fixed ---
import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM product")
    except BaseException:
        connection.close()
        raise
