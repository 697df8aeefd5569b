import sqlite3
from contextlib import (
    contextmanager,
    suppress,
)


def run(path):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed, not yet: into the parentheses that are there ---
import sqlite3
from contextlib import (
    closing,
    contextmanager,
    suppress,
)


def run(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
