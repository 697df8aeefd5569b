import sqlite3


class Api:
    def routes(self, path):
        connection = sqlite3.connect(path)
        return {
            "count": lambda: connection.execute("SELECT count(*) FROM product").fetchone(),
        }

    def bound(self, path):
        connection = sqlite3.connect(path)
        return connection.execute

    def partial(self, path):
        from functools import partial

        connection = sqlite3.connect(path)
        return partial(connection.execute, "SELECT 1")
