import sqlite3


def run(path, statement, log):
    connection = sqlite3.connect(path)  # expect: LG103
    try:
        connection.execute(statement)
    except sqlite3.Error:
        connection.rollback()
        log(connection.total_changes)
        return None
    connection.commit()
    connection.close()
    return True

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, statement, log):
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute(statement)
        except sqlite3.Error:
            connection.rollback()
            log(connection.total_changes)
            return None
        connection.commit()
    return True
