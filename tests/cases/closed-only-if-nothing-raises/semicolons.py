import sqlite3


def touch(path):
    connection = sqlite3.connect(path); connection.execute("UPDATE job SET seen = 1")  # expect: LG103 refused: shares its line
    connection.commit()
    connection.close()
