import sqlite3
import time


def store(path, row):
    for attempt in range(5):
        connection = sqlite3.connect(path)  # expect: LG103
        try:
            connection.execute("INSERT INTO event VALUES (?)", row)
            connection.commit()
            connection.close()
            return True
        except sqlite3.OperationalError:
            time.sleep(2**attempt)
    return False

# --- fixed ---
import sqlite3
import time
from contextlib import closing


def store(path, row):
    for attempt in range(5):
        with closing(sqlite3.connect(path)) as connection:
            try:
                connection.execute("INSERT INTO event VALUES (?)", row)
                connection.commit()
                return True
            except sqlite3.OperationalError:
                time.sleep(2**attempt)
    return False
