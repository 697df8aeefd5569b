import sqlite3
import time


def wait_for_row(path, attempts):
    connection = sqlite3.connect(path)  # expect: LG102
    while attempts:
        row = connection.execute("SELECT result FROM job").fetchone()
        if row is not None:
            return row[0]
        attempts -= 1
        time.sleep(1)
    else:
        connection.close()
    return None

# --- fixed, not yet: an else that holds a pass is left ---
import sqlite3
import time
from contextlib import closing


def wait_for_row(path, attempts):
    with closing(sqlite3.connect(path)) as connection:
        while attempts:
            row = connection.execute("SELECT result FROM job").fetchone()
            if row is not None:
                return row[0]
            attempts -= 1
            time.sleep(1)
    return None
