import sqlite3
import time


def heartbeat(path, worker):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("UPDATE worker SET seen = ? WHERE name = ?", (time.time(), worker))
    connection.commit()

# --- fixed ---
import sqlite3
import time
from contextlib import closing


def heartbeat(path, worker):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE worker SET seen = ? WHERE name = ?", (time.time(), worker))
        connection.commit()
