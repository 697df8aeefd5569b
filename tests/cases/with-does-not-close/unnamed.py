import sqlite3


def check(path):
    with sqlite3.connect(path):  # wrong: LG105 refused: gives it no name -> LG106 safe because it is a with that does not close, and can be given a name
        print("reachable")

# --- fixed, not yet: it needs a name ---
import sqlite3
from contextlib import closing


def check(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        print("reachable")
