import sqlite3


def apply(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103
    try:
        connection.execute(statement)
    except sqlite3.OperationalError:
        connection.close()
        return False
    connection.commit()
    connection.close()
    return True

# --- fixed ---
import sqlite3
from contextlib import closing


def apply(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError:
            return False
        connection.commit()
    return True
