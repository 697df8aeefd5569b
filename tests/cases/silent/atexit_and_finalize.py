import atexit
import sqlite3
import weakref


def opened(path):
    connection = sqlite3.connect(path)
    atexit.register(connection.close)
    connection.execute("PRAGMA foreign_keys = ON")


def tied(path, owner):
    connection = sqlite3.connect(path)
    weakref.finalize(owner, connection.close)
