import sqlite3


class Report:
    def load(self, path):
        connection = sqlite3.connect(path)  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
        self.rows = connection.execute("SELECT name FROM product")


def remember(path, cache):
    connection = sqlite3.connect(path)  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
    cache["rows"] = connection.execute("SELECT name FROM product")


def collect(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
        found.append(connection.execute("SELECT name FROM product"))
    return found
