import sqlite3


class Report:
    def load(self, path):
        connection = sqlite3.connect(path)  # expect: LG110 info unsafe
        self.rows = connection.execute("SELECT name FROM product")


def remember(path, cache):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    cache["rows"] = connection.execute("SELECT name FROM product")


def collect(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)  # expect: LG110 info unsafe
        found.append(connection.execute("SELECT name FROM product"))
    return found

# --- fixed ---
import sqlite3


class Report:
    def load(self, path):
        connection = sqlite3.connect(path)
        try:
            self.rows = connection.execute("SELECT name FROM product")
        except BaseException:
            connection.close()
            raise


def remember(path, cache):
    connection = sqlite3.connect(path)
    try:
        cache["rows"] = connection.execute("SELECT name FROM product")
    except BaseException:
        connection.close()
        raise


def collect(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)
        try:
            found.append(connection.execute("SELECT name FROM product"))
        except BaseException:
            connection.close()
            raise
    return found
