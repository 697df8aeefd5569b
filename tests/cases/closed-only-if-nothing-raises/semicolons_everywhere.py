import sqlite3


def names(path):
    connection = sqlite3.connect(path); cursor = connection.cursor()  # expect: LG103 refused: shares its line  # expect: LG103 refused: the acquisition shares its line with something else
    cursor.execute("SELECT name FROM product"); found = cursor.fetchall()
    cursor.close(); connection.close()
    return found


def one(path): connection = sqlite3.connect(path); return connection.execute("SELECT 1").fetchone()  # expect: LG101 refused: the acquisition shares its line with something else
