import sqlite3


def rows(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the returned cursor needs it; the SAFE fix closes it under it
    cursor = connection.cursor()  # expect: LG110 info unsafe
    cursor.execute("SELECT * FROM product")
    return cursor

# --- fixed, not yet: a returned cursor keeps its connection ---
import sqlite3


def rows(path):
    connection = sqlite3.connect(path)
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT * FROM product")
    except BaseException:
        cursor.close()
        raise
    return cursor
