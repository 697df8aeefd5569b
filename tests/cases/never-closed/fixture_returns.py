import sqlite3

import pytest


@pytest.fixture
def shop():
    connection = sqlite3.connect(":memory:")  # expect: LG110 info unsafe
    connection.executescript("CREATE TABLE product (name)")
    return connection


def test_empty(shop):
    cursor = shop.cursor()  # expect: LG101 unsafe
    cursor.execute("SELECT count(*) FROM product")
    assert cursor.fetchone() == (0,)

# --- fixed ---
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def shop():
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript("CREATE TABLE product (name)")
    except BaseException:
        connection.close()
        raise
    return connection


def test_empty(shop):
    with closing(shop.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM product")
        assert cursor.fetchone() == (0,)
