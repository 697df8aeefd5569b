import sqlite3


def open_and_count(path):
    connection = sqlite3.connect(  # expect: LG103
        path,
        timeout=30.0,
        isolation_level=None,
    )
    total = connection.execute("SELECT count(*) FROM visit").fetchone()[0]
    connection.close()
    return total
