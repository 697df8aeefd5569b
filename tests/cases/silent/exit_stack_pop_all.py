import sqlite3
from contextlib import ExitStack, closing


def opened(paths):
    with ExitStack() as stack:
        found = [stack.enter_context(closing(sqlite3.connect(path))) for path in paths]
        stack.pop_all()
        return found


class Many:
    def __init__(self, paths):
        self.stack = ExitStack()
        self.all = [self.stack.enter_context(closing(sqlite3.connect(path))) for path in paths]

    def close(self):
        self.stack.close()
