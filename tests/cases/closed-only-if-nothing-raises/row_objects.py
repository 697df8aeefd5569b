import sqlite3


def people(path):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.row_factory = sqlite3.Row
    cursor = connection.execute("SELECT * FROM person")
    found = [dict(row) for row in cursor]
    description = cursor.description
    connection.close()
    return found, description


def blob(path):
    connection = sqlite3.connect(path)  # expect: LG103
    with connection.blobopen("t", "x", 1) as part:
        data = part.read()
    connection.close()
    return data

# --- fixed ---
import sqlite3
from contextlib import closing


def people(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        cursor = connection.execute("SELECT * FROM person")
        found = [dict(row) for row in cursor]
        description = cursor.description
    return found, description


def blob(path):
    with closing(sqlite3.connect(path)) as connection:
        with connection.blobopen("t", "x", 1) as part:
            data = part.read()
    return data
