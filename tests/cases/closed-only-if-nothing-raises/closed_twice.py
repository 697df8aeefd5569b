import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute(statement)
    if cursor.rowcount < 1:
        cursor.close()
        connection.close()
        raise LookupError(statement)
    cursor.close()
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            if cursor.rowcount < 1:
                raise LookupError(statement)
        connection.commit()
