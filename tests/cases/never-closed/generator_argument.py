import sqlite3


def exported(path, write):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    rows = (row[0] for row in connection.execute("SELECT name FROM product"))
    write(rows)


def joined(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    return ",".join(row[0] for row in connection.execute("SELECT name FROM product"))


def zipped(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    rows = connection.execute("SELECT name FROM product")
    return zip(rows, range(10))


def chained(path):
    import itertools

    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return itertools.islice(connection.execute("SELECT name FROM product"), 10)


def enumerated(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    numbered = enumerate(connection.execute("SELECT name FROM product"))
    return numbered

# --- fixed ---
import sqlite3
from contextlib import closing


def exported(path, write):
    with closing(sqlite3.connect(path)) as connection:
        rows = (row[0] for row in connection.execute("SELECT name FROM product"))
        write(rows)


def joined(path):
    with closing(sqlite3.connect(path)) as connection:
        return ",".join(row[0] for row in connection.execute("SELECT name FROM product"))


def zipped(path):
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT name FROM product")
        return zip(rows, range(10))
    except BaseException:
        connection.close()
        raise


def chained(path):
    import itertools

    connection = sqlite3.connect(path)
    try:
        return itertools.islice(connection.execute("SELECT name FROM product"), 10)
    except BaseException:
        connection.close()
        raise


def enumerated(path):
    connection = sqlite3.connect(path)
    try:
        numbered = enumerate(connection.execute("SELECT name FROM product"))
    except BaseException:
        connection.close()
        raise
    return numbered
