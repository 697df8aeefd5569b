import sqlite3


def check(path):
    with sqlite3.connect(path):  # expect: LG106 refused: gives it no name
        print("reachable")
