import sqlite3


def run(path, command):
    match command:
        case ["count", table]:
            connection = sqlite3.connect(path)  # expect: LG101
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        case ["tables"]:
            connection = sqlite3.connect(path)  # expect: LG101
            names = connection.execute("SELECT name FROM sqlite_master").fetchall()
            return [name for (name,) in names]
        case _:
            return None

# --- fixed ---
import sqlite3
from contextlib import closing


def run(path, command):
    match command:
        case ["count", table]:
            with closing(sqlite3.connect(path)) as connection:
                return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        case ["tables"]:
            with closing(sqlite3.connect(path)) as connection:
                names = connection.execute("SELECT name FROM sqlite_master").fetchall()
            return [name for (name,) in names]
        case _:
            return None
