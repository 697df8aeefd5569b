import sqlite3


def touch(path):
    connection = sqlite3.connect(path)  # expect: LG103 refused: shares its line
    connection.execute("UPDATE job SET seen = 1")
    connection.commit(); connection.close()
