import sqlite3
from contextlib import ExitStack


def opened(stack, path):
    connection = sqlite3.connect(path)
    stack.callback(connection.close)
    return connection


def totals(paths):
    with ExitStack() as stack:
        connections = [opened(stack, path) for path in paths]
        first = opened(stack, ":memory:")
        return len(connections), first.execute("SELECT 1").fetchone()
