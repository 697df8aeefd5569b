import sqlite3


def opened(path, retry):
    connection = None

    def attempt():
        nonlocal connection
        connection = sqlite3.connect(path)  # false-alarm: LG101 the outer function returns it; the SAFE fix closes it before that
        connection.execute("SELECT 1")

    retry(attempt)
    return connection

# --- fixed, not yet: a nonlocal name outlives the function ---
import sqlite3


def opened(path, retry):
    connection = None

    def attempt():
        nonlocal connection
        connection = sqlite3.connect(path)
        connection.execute("SELECT 1")

    retry(attempt)
    return connection
