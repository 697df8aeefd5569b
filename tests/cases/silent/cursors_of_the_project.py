"""The project's own cursors have no close(); a connection's name says nothing more where they are."""


class RowCursor:
    def __init__(self, rows):
        self._rows = rows

    def execute(self, statement):
        self._rows.seek(statement)


class RowConnection:
    def __init__(self, rows):
        self._rows = rows

    def cursor(self):
        return RowCursor(self._rows)


class ColumnConnection:
    def __init__(self, columns):
        self._columns = columns

    def cursor(self):
        return RowCursor(self._columns)


def ping(conn):
    conn.cursor().execute("SELECT 1")
