"""The project's own cursors have no close(); who holds one of its connections can't tell by the name."""


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
    conn.cursor().execute("SELECT 1")  # false-alarm: LG105 a cursor by its name only, though the project has its own


# --- fixed, not yet: its cursors are taken for those of a database ---
"""The project's own cursors have no close(); who holds one of its connections can't tell by the name."""


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
