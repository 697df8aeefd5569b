import sqlite3

from util import close_quietly


def pending(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM job WHERE done = 0").fetchall()
    finally:
        close_quietly(connection)


def finish(path, job):
    connection = sqlite3.connect(path)  # wrong: LG103 unsafe -> LG103 safe because the helper does nothing but close it, so its call can go
    connection.execute("UPDATE job SET done = 1 WHERE id = ?", (job,))
    connection.commit()
    close_quietly(connection)

# --- fixed, not yet: the call of the helper stays ---
import sqlite3
from contextlib import closing

from util import close_quietly


def pending(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM job WHERE done = 0").fetchall()
    finally:
        close_quietly(connection)


def finish(path, job):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE job SET done = 1 WHERE id = ?", (job,))
        connection.commit()
