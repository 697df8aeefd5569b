import sqlite3


class Database:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.connection = sqlite3.connect(self.path)  # missed: LG108 __exit__ commits and closes nothing
        return self.connection

    def __exit__(self, *details):
        self.connection.commit()
