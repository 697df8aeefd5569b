import sqlite3


def run(path, statement, log):
    connection = None
    try:
        connection = sqlite3.connect(path)  # expect: LG103 refused: the rewrite failed its proof: the resource still stays open on some path
        connection.execute(statement)
        connection.close()
    except sqlite3.Error:
        if connection:
            connection.rollback()
        log(statement)
