import sqlite3


def save(path, row):
    connection = sqlite3.connect(path)  # expect: LG106
    with connection:
        connection.execute("INSERT INTO job VALUES (?, ?)", row)
