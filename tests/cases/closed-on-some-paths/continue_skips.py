import sqlite3


def sizes(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)  # expect: LG102
        cursor = connection.cursor()  # expect: LG102
        cursor.execute("SELECT count(*), sum(length(body)) FROM page")
        count, size = cursor.fetchone()
        if not count:
            continue
        found.append((path, count, size))
        cursor.close()
        connection.close()
    return found

# --- fixed ---
import sqlite3
from contextlib import closing


def sizes(paths):
    found = []
    for path in paths:
        with closing(sqlite3.connect(path)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("SELECT count(*), sum(length(body)) FROM page")
            count, size = cursor.fetchone()
        if not count:
            continue
        found.append((path, count, size))
    return found
