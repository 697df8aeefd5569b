import sqlite3


def ask(word: "not a type!", conn: "sqlite3.Connection | None" = None):
    import sqlite3 as driver

    other = driver.connect(word)  # expect: LG101
    return other.execute(word).fetchall()

# --- fixed ---
import sqlite3
from contextlib import closing


def ask(word: "not a type!", conn: "sqlite3.Connection | None" = None):
    import sqlite3 as driver

    with closing(driver.connect(word)) as other:
        return other.execute(word).fetchall()
