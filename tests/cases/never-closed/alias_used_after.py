import sqlite3


def report(path):
    connection = sqlite3.connect(path)  # expect: LG101
    db = connection
    db.execute("PRAGMA query_only = ON")
    cursor = db.cursor()  # expect: LG101
    cursor.execute("SELECT name FROM product")
    rows = cursor
    print("products")
    for (name,) in rows:
        print(name)
    print("done")

# --- fixed ---
import sqlite3
from contextlib import closing


def report(path):
    with closing(sqlite3.connect(path)) as connection:
        db = connection
        db.execute("PRAGMA query_only = ON")
        with closing(db.cursor()) as cursor:
            cursor.execute("SELECT name FROM product")
            rows = cursor
            print("products")
            for (name,) in rows:
                print(name)
    print("done")
