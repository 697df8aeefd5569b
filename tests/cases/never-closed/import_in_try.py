try:
    import sqlite3
except ImportError:
    sqlite3 = None


def run(path):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed, not yet: two blank lines before what is no definition ---
from contextlib import closing

try:
    import sqlite3
except ImportError:
    sqlite3 = None


def run(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
