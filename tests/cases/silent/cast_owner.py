import sqlite3
from typing import cast


class Patient:
    def __init__(self, inner, tries):
        self.inner = inner
        self.tries = tries


class Store:
    def wrapped(self, conn: sqlite3.Connection) -> sqlite3.Connection:
        return cast(sqlite3.Connection, Patient(conn, 3))

    def opened(self, path):
        conn = sqlite3.connect(path)
        return self.wrapped(conn)
