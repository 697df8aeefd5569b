import sqlite3
from concurrent.futures import ThreadPoolExecutor


def later(path, executor: ThreadPoolExecutor, work):
    connection = sqlite3.connect(path)
    return executor.submit(work, connection)
