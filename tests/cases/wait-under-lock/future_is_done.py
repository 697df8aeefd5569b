"""What is done already is there at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
executor = ThreadPoolExecutor()
results = []


def collect(load):
    future = executor.submit(load)
    with lock:
        if future.done():
            results.append(future.result())
