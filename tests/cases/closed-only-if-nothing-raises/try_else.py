import sqlite3


def probe(path):
    connection = sqlite3.connect(path)  # expect: LG103
    try:
        connection.execute("SELECT 1 FROM job LIMIT 1")
    except sqlite3.OperationalError:
        return False
    else:
        connection.close()
        return True

# --- fixed ---
import sqlite3
from contextlib import closing


def probe(path):
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute("SELECT 1 FROM job LIMIT 1")
        except sqlite3.OperationalError:
            return False
        else:
            return True
