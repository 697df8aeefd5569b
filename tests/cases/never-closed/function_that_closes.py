import atexit
import sqlite3


def by_lambda(path, note):
    connection = sqlite3.connect(path)  # expect: LG103 info refused: makes a function that releases it
    closer = lambda: connection.close()
    note(1)
    closer()


def kept(path, note):
    connection = sqlite3.connect(path)
    atexit.register(lambda: connection.close())
    note(connection.execute("SELECT 1").fetchone())


def never_called(path):
    connection = sqlite3.connect(path)  # expect: LG101 refused: makes a function that releases it

    def clean_up():
        connection.close()

    connection.execute("DELETE FROM job")


def called_in_finally(path):
    connection = sqlite3.connect(path)

    def clean_up():
        connection.rollback()
        connection.close()

    try:
        connection.execute("DELETE FROM job")
        connection.commit()
    finally:
        clean_up()


def handed_on(path, loop):
    connection = sqlite3.connect(path)
    loop.call_later(60, lambda: connection.close())
    connection.execute("DELETE FROM job")


def of_another_name(path, others):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    connection.execute("DELETE FROM job")
    others.each(lambda connection: connection.close())

# --- fixed ---
import atexit
import sqlite3
from contextlib import closing


def by_lambda(path, note):
    connection = sqlite3.connect(path)
    closer = lambda: connection.close()
    note(1)
    closer()


def kept(path, note):
    connection = sqlite3.connect(path)
    atexit.register(lambda: connection.close())
    note(connection.execute("SELECT 1").fetchone())


def never_called(path):
    connection = sqlite3.connect(path)

    def clean_up():
        connection.close()

    connection.execute("DELETE FROM job")


def called_in_finally(path):
    connection = sqlite3.connect(path)

    def clean_up():
        connection.rollback()
        connection.close()

    try:
        connection.execute("DELETE FROM job")
        connection.commit()
    finally:
        clean_up()


def handed_on(path, loop):
    connection = sqlite3.connect(path)
    loop.call_later(60, lambda: connection.close())
    connection.execute("DELETE FROM job")


def of_another_name(path, others):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM job")
        others.each(lambda connection: connection.close())
