import sqlite3


def mapped(path):
    connection = sqlite3.connect(path)  # false-alarm: LG101 the returned map object needs it
    return map(tuple, connection.execute("SELECT * FROM product"))

# --- fixed, not yet: map() reads its rows later ---
import sqlite3


def mapped(path):
    connection = sqlite3.connect(path)
    return map(tuple, connection.execute("SELECT * FROM product"))
