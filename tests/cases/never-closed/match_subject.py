import sqlite3


def kind(path):
    connection = sqlite3.connect(path)  # expect: LG101
    match connection.execute("SELECT kind FROM product").fetchone():
        case None:
            return "nothing"
        case (first,):
            return first

# --- fixed ---
import sqlite3
from contextlib import closing


def kind(path):
    with closing(sqlite3.connect(path)) as connection:
        match connection.execute("SELECT kind FROM product").fetchone():
            case None:
                return "nothing"
            case (first,):
                return first
