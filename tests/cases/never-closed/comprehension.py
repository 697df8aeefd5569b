import sqlite3


def versions(paths):
    return [sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0] for path in paths]  # expect: LG105 refused: the acquisition runs only sometimes
