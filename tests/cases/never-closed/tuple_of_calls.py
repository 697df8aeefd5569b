import sqlite3


def both(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")  # wrong: LG101 refused: failed its proof -> LG101 safe because the pair can be held like one  # expect: LG101
    return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()

# --- fixed, not yet: only right is held, left stays open ---
import sqlite3
from contextlib import closing


def both(path):
    left, right = sqlite3.connect(path), sqlite3.connect(path + "-old")
    with closing(left), closing(right):
        return left.execute("SELECT 1").fetchone(), right.execute("SELECT 1").fetchone()
