import sqlite3
import sys

shared = sqlite3.connect("shared.db")


def names():
    return shared.execute("SELECT name FROM job").fetchall()


def show(connection):
    print(connection.execute("SELECT count(*) FROM job").fetchone())


def of_the_others():
    return other.execute("SELECT 1").fetchone()


if __name__ == "__main__":
    # Once, to the end of the program.
    connection = sqlite3.connect("shop.db")  # expect: LG101 info
    show(connection)
    connection.execute("UPDATE job SET seen = 1")
    connection.commit()
    print("seen")

    other = sqlite3.connect("other.db")
    print(of_the_others())

    for path in sys.argv[1:]:
        each = sqlite3.connect(path)  # expect: LG104
        show(each)

    closed = sqlite3.connect("closed.db")
    show(closed)
    closed.close()

    print(sqlite3.connect("count.db").execute("SELECT count(*) FROM job").fetchone())  # expect: LG105 info

# --- fixed ---
import sqlite3
import sys
from contextlib import closing

shared = sqlite3.connect("shared.db")


def names():
    return shared.execute("SELECT name FROM job").fetchall()


def show(connection):
    print(connection.execute("SELECT count(*) FROM job").fetchone())


def of_the_others():
    return other.execute("SELECT 1").fetchone()


if __name__ == "__main__":
    # Once, to the end of the program.
    with closing(sqlite3.connect("shop.db")) as connection:
        show(connection)
        connection.execute("UPDATE job SET seen = 1")
        connection.commit()
    print("seen")

    other = sqlite3.connect("other.db")
    print(of_the_others())

    for path in sys.argv[1:]:
        with closing(sqlite3.connect(path)) as each:
            show(each)

    closed = sqlite3.connect("closed.db")
    show(closed)
    closed.close()

    with closing(sqlite3.connect("count.db")) as connection_2:
        print(connection_2.execute("SELECT count(*) FROM job").fetchone())
