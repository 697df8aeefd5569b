import sqlite3


class Store:
    connection = sqlite3.connect("store.db")

    def names(self):
        return self.connection.execute("SELECT name FROM product").fetchall()

    @classmethod
    def reopen(cls, path):
        cls.connection = sqlite3.connect(path)
