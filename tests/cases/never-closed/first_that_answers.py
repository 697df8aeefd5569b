import sqlite3


def first(paths):
    for path in paths:
        try:
            connection = sqlite3.connect(path)  # expect: LG101 unsafe
        except sqlite3.OperationalError:
            continue
        if answers(connection):
            return connection
    return None


def answers(connection):
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        return True
    except sqlite3.OperationalError:
        return False


def first_or_none(paths):
    connection = None
    for path in paths:
        try:
            connection = sqlite3.connect(path)  # expect: LG101 refused: outside of the suite
        except sqlite3.OperationalError:
            print("not there", path)
        if connection is not None and answers(connection):
            return connection
    return None

# --- fixed ---
import sqlite3


def first(paths):
    for path in paths:
        try:
            connection = sqlite3.connect(path)  # expect: LG103 info refused: outside of the suite
        except sqlite3.OperationalError:
            continue
        if answers(connection):
            return connection
        connection.close()
    return None


def answers(connection):
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        return True
    except sqlite3.OperationalError:
        return False


def first_or_none(paths):
    connection = None
    for path in paths:
        try:
            connection = sqlite3.connect(path)  # expect: LG101 refused: outside of the suite
        except sqlite3.OperationalError:
            print("not there", path)
        if connection is not None and answers(connection):
            return connection
    return None
