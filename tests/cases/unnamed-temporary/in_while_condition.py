"""A condition of a loop connects anew for each round, so one connection around the loop is not the same."""

import sqlite3


def drained(path):
    while sqlite3.connect(path).execute("SELECT 1 FROM job").fetchone():  # expect: LG105 refused: more than once
        work_off(path)
