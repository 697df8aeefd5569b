import sqlite3
import time


def store(path, row):
    for attempt in range(5):
        connection = sqlite3.connect(path)  # expect: LG103 refused: an error of the release at line 11 is handled
        try:
            connection.execute("INSERT INTO event VALUES (?)", row)
            connection.commit()
            connection.close()
            return True
        except sqlite3.OperationalError:
            time.sleep(2**attempt)
    return False
