"""What a function gives depends on its argument: rows that were read have no close, so its callers are left alone."""

import sqlite3


class Report:
    def __init__(self, path, statement):
        self.conn = sqlite3.connect(path)
        self.statement = statement

    def run(self, kind="many"):
        cursor = self.conn.cursor()  # expect: LG101 refused: no single place where the resource is dropped
        cursor.execute(self.statement)
        if kind == "cursor":
            return cursor
        if kind == "one":
            return cursor.fetchone()
        return list(cursor)

    def lines(self):
        return [str(row) for row in self.run()]

    def show(self):
        rows = self.run()
        for row in rows:
            print(row)

    def close(self):
        self.conn.close()
