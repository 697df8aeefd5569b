import sqlite3


def archive(path, stamp):
    connection = \
        sqlite3.connect(path)  # expect: LG103
    connection.execute("UPDATE log SET archived = 1 WHERE stamp < ?", \
        (stamp,))
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def archive(path, stamp):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE log SET archived = 1 WHERE stamp < ?", \
        (stamp,))
        connection.commit()
