import sqlite3


def opened(path):
    return sqlite3.connect(path)
