import sqlite3


def listing(path):
    connection = sqlite3.connect(path)  # expect: LG101
    rows = enumerate(connection.execute("SELECT name FROM product"), 1)
    print("products")
    for number, (name,) in rows:
        print(number, name)

# --- fixed ---
import sqlite3
from contextlib import closing


def listing(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = enumerate(connection.execute("SELECT name FROM product"), 1)
        print("products")
        for number, (name,) in rows:
            print(number, name)
