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
