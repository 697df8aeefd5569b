import sqlite3


def usable(path, keep):
    connection = sqlite3.connect(path)  # wrong: LG103 refused: no other path hands it on -> LG103 unsafe because closing on error serves both paths
    connection.execute("PRAGMA foreign_keys = ON")
    if keep:
        return connection
    connection.close()

# --- fixed, not yet: close on error ---
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
