import sqlite3
import time


def heartbeat(path, worker):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("UPDATE worker SET seen = ? WHERE name = ?", (time.time(), worker))
    connection.commit()
