import sqlite3


def probe(path):
    connection = sqlite3.connect(path)  # expect: LG102
    try:
        connection.execute("SELECT 1 FROM job LIMIT 1")
    except sqlite3.OperationalError:
        return False
    else:
        connection.close()
        return True
