import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
executor = ThreadPoolExecutor()
results = []


def collect(load):
    future = executor.submit(load)
    with lock:
        value = future.result()  # expect: LG201 safe
        results.append(value)

# --- fixed ---
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
executor = ThreadPoolExecutor()
results = []


def collect(load):
    future = executor.submit(load)
    value = future.result()
    with lock:
        results.append(value)
