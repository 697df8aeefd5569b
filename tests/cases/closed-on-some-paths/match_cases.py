import sqlite3


def answer(path, command):
    connection = sqlite3.connect(path)  # expect: LG103
    match command:
        case ["count"]:
            found = connection.execute("SELECT count(*) FROM product").fetchone()
        case ["name", number] if number > 0:
            found = connection.execute("SELECT name FROM product WHERE id = ?", (number,)).fetchone()
        case _:
            raise ValueError(command)
    connection.close()
    return found[0]

# --- fixed ---
import sqlite3
from contextlib import closing


def answer(path, command):
    with closing(sqlite3.connect(path)) as connection:
        match command:
            case ["count"]:
                found = connection.execute("SELECT count(*) FROM product").fetchone()
            case ["name", number] if number > 0:
                found = connection.execute("SELECT name FROM product WHERE id = ?", (number,)).fetchone()
            case _:
                raise ValueError(command)
    return found[0]
