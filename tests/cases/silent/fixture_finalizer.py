import sqlite3

import pytest


@pytest.fixture
def shop(request):
    connection = sqlite3.connect(":memory:")
    request.addfinalizer(connection.close)
    return connection


@pytest.fixture
def other():
    connection = sqlite3.connect(":memory:")
    try:
        yield connection
    finally:
        connection.close()
