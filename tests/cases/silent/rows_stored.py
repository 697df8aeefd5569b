import sqlite3


class Report:
    def load(self, path):
        connection = sqlite3.connect(path)  # false-alarm: LG101 the stored rows need it; the SAFE fix closes it under them
        self.rows = connection.execute("SELECT name FROM product")


def remember(path, cache):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the stored rows need it; the SAFE fix closes it under them
    cache["rows"] = connection.execute("SELECT name FROM product")


def collect(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)  # false-alarm: LG101 the rows in the list need it
        found.append(connection.execute("SELECT name FROM product"))
    return found

# --- fixed, not yet: what needs the connection is kept, so the connection is kept ---
import sqlite3


class Report:
    def load(self, path):
        connection = sqlite3.connect(path)
        self.rows = connection.execute("SELECT name FROM product")


def remember(path, cache):
    connection = sqlite3.connect(path)
    cache["rows"] = connection.execute("SELECT name FROM product")


def collect(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)
        found.append(connection.execute("SELECT name FROM product"))
    return found
