import sqlite3


def purge(path):
    connection = sqlite3.connect(path)  # autocommit is off  # expect: LG103
    connection.execute("DELETE FROM session")
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def purge(path):
    with closing(sqlite3.connect(path)) as connection:  # autocommit is off
        connection.execute("DELETE FROM session")
        connection.commit()
