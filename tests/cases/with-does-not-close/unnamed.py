import sqlite3


def check(path):
    with sqlite3.connect(path):  # expect: LG106 safe
        print("reachable")

# --- fixed ---
import sqlite3
from contextlib import closing


def check(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        print("reachable")
