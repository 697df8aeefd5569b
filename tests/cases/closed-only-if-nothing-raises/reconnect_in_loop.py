import sqlite3


def follow(paths):
    connection = None
    for path in paths:
        if connection is not None:
            connection.close()
        connection = sqlite3.connect(path)  # expect: LG101 refused: used outside
        for row in connection.execute("SELECT * FROM log"):
            print(row)
