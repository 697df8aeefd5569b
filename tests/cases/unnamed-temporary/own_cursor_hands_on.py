"""The project's own `cursor()` hands on what an unknown driver gives: then a connection's name still tells one."""


class Backend:
    def __init__(self, connection):
        self.connection = connection

    def cursor(self):
        return self.connection.cursor()

    def begin(self):
        self.cursor().execute("BEGIN")  # expect: LG105


def ping(connection):
    connection.cursor().execute("SELECT 1")  # expect: LG105 unsafe

# --- fixed ---
"""The project's own `cursor()` hands on what an unknown driver gives: then a connection's name still tells one."""

from contextlib import closing


class Backend:
    def __init__(self, connection):
        self.connection = connection

    def cursor(self):
        return self.connection.cursor()

    def begin(self):
        with closing(self.cursor()) as cursor:
            cursor.execute("BEGIN")


def ping(connection):
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT 1")
