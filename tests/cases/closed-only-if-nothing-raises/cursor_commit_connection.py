"""Nightly import."""

import csv
import sqlite3

import requests


def load_rates(path, url):
    response = requests.get(url, timeout=10)
    rows = csv.reader(response.text.splitlines())

    connection = sqlite3.connect(path)  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("DELETE FROM rate")
    cursor.executemany("INSERT INTO rate VALUES (?, ?)", rows)
    cursor.close()
    connection.commit()
    connection.close()

# --- fixed ---
"""Nightly import."""

import csv
import sqlite3
from contextlib import closing

import requests


def load_rates(path, url):
    response = requests.get(url, timeout=10)
    rows = csv.reader(response.text.splitlines())

    with closing(sqlite3.connect(path)) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute("DELETE FROM rate")
            cursor.executemany("INSERT INTO rate VALUES (?, ?)", rows)
        connection.commit()
