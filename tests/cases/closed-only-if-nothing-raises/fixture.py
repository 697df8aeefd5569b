import sqlite3

import pytest


@pytest.fixture
def shop():
    connection = sqlite3.connect(":memory:")  # expect: LG103 unsafe
    connection.executescript("CREATE TABLE product (name)")
    yield connection
    connection.close()


def test_empty(shop):
    assert shop.execute("SELECT count(*) FROM product").fetchone() == (0,)

# --- fixed ---
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def shop():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("CREATE TABLE product (name)")
        yield connection


def test_empty(shop):
    assert shop.execute("SELECT count(*) FROM product").fetchone() == (0,)
