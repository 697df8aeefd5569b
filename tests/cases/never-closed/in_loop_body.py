import sqlite3
from pathlib import Path


def totals(folder):
    found = {}
    for path in sorted(Path(folder).glob("*.db")):
        connection = sqlite3.connect(path)  # expect: LG101
        (count,) = connection.execute("SELECT count(*) FROM message").fetchone()
        found[path.stem] = count
    return found

# --- fixed ---
import sqlite3
from contextlib import closing
from pathlib import Path


def totals(folder):
    found = {}
    for path in sorted(Path(folder).glob("*.db")):
        with closing(sqlite3.connect(path)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM message").fetchone()
        found[path.stem] = count
    return found
