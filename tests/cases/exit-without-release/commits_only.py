import sqlite3


class Database:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.connection = sqlite3.connect(self.path)  # expect: LG108 refused: for a person to decide
        return self.connection

    def __exit__(self, *details):
        self.connection.commit()
