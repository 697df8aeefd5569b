import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103 refused: an error of the release at line 8 is handled
    connection.execute(statement)
    try:
        connection.close()
    except sqlite3.Error:
        print("close failed")
