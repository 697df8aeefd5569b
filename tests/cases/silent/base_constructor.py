"""The constructor of a base class that is called by its name keeps what it is given; so does one that isn't known."""

import sqlite3

from elsewhere import Session


class Base:
    def __init__(self, connection):
        self.connection = connection

    def close(self):
        self.connection.close()


class Named(Base):
    def __init__(self, path):
        Base.__init__(self, sqlite3.connect(path))


class Bound(Base):
    def __init__(self, path):
        connection = sqlite3.connect(path)
        Base.__init__(self, connection)


class Unknown(Session):
    def __init__(self, path):
        super().__init__(sqlite3.connect(path))


class UnknownByName(Session):
    def __init__(self, path):
        connection = sqlite3.connect(path)
        Session.__init__(self, connection)
