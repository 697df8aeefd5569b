import sqlite3


def plain(path):
    connection = sqlite3.connect(path)
    try:
        connection.execute("DELETE FROM session")
        connection.commit()
    finally:
        connection.close()


def none_first(path):
    connection = None
    try:
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM session")
    except sqlite3.Error as error:
        print(error)
    finally:
        if connection is not None:
            connection.close()


def falsy(path):
    connection = None
    try:
        connection = sqlite3.connect(path)
        return connection.execute("SELECT 1").fetchone()
    finally:
        if connection:
            connection.close()


def both(path):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.cursor()
        try:
            cursor.execute("DELETE FROM session")
        finally:
            cursor.close()
        connection.commit()
    finally:
        connection.close()
