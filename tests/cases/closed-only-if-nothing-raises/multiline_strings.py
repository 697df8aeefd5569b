import sqlite3


def create(path):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.executescript("""
CREATE TABLE product (
    name TEXT
);
""")
    connection.execute(
        f"""INSERT INTO product
        VALUES ('{path}')"""
    )
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def create(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("""
CREATE TABLE product (
    name TEXT
);
""")
        connection.execute(
            f"""INSERT INTO product
        VALUES ('{path}')"""
        )
