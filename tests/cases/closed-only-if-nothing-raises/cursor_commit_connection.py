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
