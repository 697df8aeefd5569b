import sqlite3


def rows(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    for row in connection.execute("SELECT * FROM product"):
        yield row
