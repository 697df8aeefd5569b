import sqlite3


def purge(path):
    connection = sqlite3.connect(path)  # autocommit is off  # expect: LG103
    connection.execute("DELETE FROM session")
    connection.commit()
    connection.close()
