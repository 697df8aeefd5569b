import sqlite3

from util import close_quietly


def pending(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM job WHERE done = 0").fetchall()
    finally:
        close_quietly(connection)


def finish(path, job):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.execute("UPDATE job SET done = 1 WHERE id = ?", (job,))
    connection.commit()
    close_quietly(connection)

# --- fixed ---
import sqlite3

from util import close_quietly


def pending(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM job WHERE done = 0").fetchall()
    finally:
        close_quietly(connection)


def finish(path, job):
    connection = sqlite3.connect(path)
    try:
        connection.execute("UPDATE job SET done = 1 WHERE id = ?", (job,))
        connection.commit()
    finally:
        close_quietly(connection)
