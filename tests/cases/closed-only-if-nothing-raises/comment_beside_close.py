import sqlite3


def purge(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    connection.execute("DELETE FROM session")
    connection.commit()
    connection.close()  # give the lock back

# --- fixed ---
import sqlite3
from contextlib import closing


def purge(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM session")
        connection.commit()
