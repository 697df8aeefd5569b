import sqlite3


def rows(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    cursor = connection.cursor()  # expect: LG110 info unsafe
    cursor.execute("SELECT * FROM product")
    return cursor

# --- fixed ---
import sqlite3


def rows(path):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.cursor()
        try:
            cursor.execute("SELECT * FROM product")
        except BaseException:
            cursor.close()
            raise
    except BaseException:
        connection.close()
        raise
    return cursor
