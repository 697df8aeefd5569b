import sqlite3


def purge(path):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    connection.execute("DELETE FROM session")
    connection.commit()
    connection.close()  # give the lock back
