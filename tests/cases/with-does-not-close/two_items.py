import sqlite3


def dump(path, target):
    with sqlite3.connect(path) as connection, open(target, "w") as out:  # expect: LG106
        for line in connection.iterdump():
            out.write(line + "\n")

# --- fixed ---
import sqlite3
from contextlib import closing


def dump(path, target):
    with closing(sqlite3.connect(path)) as connection, connection, open(target, "w") as out:
        for line in connection.iterdump():
            out.write(line + "\n")
