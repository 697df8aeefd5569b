import sqlite3


def apply(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103
    try:
        connection.execute(statement)
    except sqlite3.OperationalError:
        connection.close()
        return False
    connection.commit()
    connection.close()
    return True
