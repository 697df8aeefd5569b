import sqlite3


def closing(value):
    return value


def run(path):
    connection = sqlite3.connect(path)  # expect: LG101 refused: the name closing already means something else
    connection.execute("VACUUM")
