"""What stands in for the connection has cursors of its own kind, of which nobody knows how they are closed."""

import psycopg2


class Recorder:
    def __init__(self, conn, log):
        self.conn = conn
        self.log = log

    def cursor(self):
        return RecordedCursor(self.conn, self.log)


class RecordedCursor:
    def __init__(self, conn, log):
        self.conn = conn
        self.log = log

    def execute(self, statement):
        self.log.append(statement)


def dial(dsn, role, log=None):
    conn = psycopg2.connect(dsn)  # expect: LG110 info refused: bound again inside of the set-up
    if log is not None:
        conn = Recorder(conn, log)
    conn.cursor().execute(f"SET ROLE {role}")  # expect: LG105 refused: several types
    return conn
