import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)  # wrong: LG103 safe -> LG103 refused: close because an error of close() is handled where it stands
    connection.execute(statement)
    try:
        connection.close()
    except sqlite3.Error:
        print("close failed")

# --- fixed, not yet: try: pass is left, and what close() raises now leaves the function ---
import sqlite3


def run(path, statement):
    connection = sqlite3.connect(path)
    connection.execute(statement)
    try:
        connection.close()
    except sqlite3.Error:
        print("close failed")
