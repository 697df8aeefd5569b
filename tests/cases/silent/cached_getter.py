import sqlite3


class Database:
    def __init__(self, path):
        self.path = path
        self._connection = None

    @property
    def connection(self):
        if self._connection is None:
            self._connection = sqlite3.connect(self.path)
        return self._connection

    def get_connection(self):
        if self._connection is None:
            self._connection = sqlite3.connect(self.path)
        return self._connection

    def close(self):
        if self._connection is not None:
            self._connection.close()


def total(database: Database):
    connection = database.get_connection()
    return connection.execute("SELECT count(*) FROM job").fetchone()[0]


def names(database: Database):
    return [name for (name,) in database.connection.execute("SELECT name FROM job")]
