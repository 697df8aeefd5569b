import sqlite3


def report(path, keys, register):
    connection = sqlite3.connect(path)

    def value(key):
        return connection.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()[0]

    register(value)
    return [value(key) for key in keys]
