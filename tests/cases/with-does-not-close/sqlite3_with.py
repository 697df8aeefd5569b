import sqlite3


def save(path, row):
    with sqlite3.connect(path) as connection:  # expect: LG106
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
