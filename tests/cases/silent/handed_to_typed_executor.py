import sqlite3
from concurrent.futures import ThreadPoolExecutor


def later(path, executor: ThreadPoolExecutor, work):
    connection = sqlite3.connect(path)  # false-alarm: LG101 submit() keeps it, whatever the receiver's type
    return executor.submit(work, connection)

# --- fixed, not yet: submit() keeps its arguments ---
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def later(path, executor: ThreadPoolExecutor, work):
    connection = sqlite3.connect(path)
    return executor.submit(work, connection)
