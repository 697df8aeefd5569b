import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute(statement)
    if cursor.rowcount < 1:
        cursor.close()
        connection.close()
        raise LookupError(statement)
    cursor.close()
    connection.commit()
    connection.close()
