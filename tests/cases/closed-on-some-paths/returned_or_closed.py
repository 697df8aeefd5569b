import sqlite3


def usable(path, keep):
    connection = sqlite3.connect(path)  # expect: LG103 unsafe
    connection.execute("PRAGMA foreign_keys = ON")
    if keep:
        return connection
    connection.close()

# --- fixed ---
import sqlite3


def usable(path, keep):
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    if keep:
        return connection
    connection.close()
