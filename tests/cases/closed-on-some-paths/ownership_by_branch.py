import sqlite3


def usable(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    if connection.execute("PRAGMA user_version").fetchone()[0] >= 3:
        return connection
    return None

# --- fixed ---
import sqlite3


def usable(path):
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] >= 3:
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None
