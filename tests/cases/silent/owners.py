import atexit
import sqlite3
import unittest
import weakref
from contextlib import contextmanager

import pytest


class TestStore(unittest.TestCase):
    def setUp(self):
        self.connection = sqlite3.connect(":memory:")
        self.addCleanup(self.connection.close)

    def test_other(self):
        other = sqlite3.connect(":memory:")
        self.addCleanup(other.close)
        other.execute("SELECT 1")


@pytest.fixture
def database(tmp_path):
    connection = sqlite3.connect(tmp_path / "test.db")
    yield connection
    connection.close()


@contextmanager
def transaction(path):
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


class Handle:
    def __init__(self, path):
        connection = sqlite3.connect(path)
        weakref.finalize(self, connection.close)


def at_exit(path):
    connection = sqlite3.connect(path)
    atexit.register(connection.close)
    connection.execute("SELECT 1")
