import sqlite3


def run(path, closing):
    connection = sqlite3.connect(path)  # expect: LG101 refused: the name closing already means something else
    connection.execute("VACUUM")
    return closing
