import sqlite3


def parse(statement):
    connection = sqlite3.connect(":memory:")  # expect: LG101 unsafe
    return connection.execute(f"EXPLAIN {statement}").fetchall()
