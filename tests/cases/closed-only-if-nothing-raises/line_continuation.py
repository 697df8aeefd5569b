import sqlite3


def archive(path, stamp):
    connection = \
        sqlite3.connect(path)  # expect: LG103
    connection.execute("UPDATE log SET archived = 1 WHERE stamp < ?", \
        (stamp,))
    connection.commit()
    connection.close()
