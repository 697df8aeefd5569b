import sqlite3


def migrate(path):
    connection = sqlite3.connect(path)  # expect: LG103
    connection.executescript("""
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY,
    body TEXT
);
    """)
    connection.commit()
    connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


def migrate(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("""
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY,
    body TEXT
);
    """)
        connection.commit()
