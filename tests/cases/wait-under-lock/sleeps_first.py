import threading
import time

lock = threading.Lock()
calls = []


def paced(pause):
    with lock:
        time.sleep(pause)  # expect: LG201 unsafe
        calls.append(pause)


def count():
    with lock:
        return len(calls)

# --- fixed ---
import threading
import time

lock = threading.Lock()
calls = []


def paced(pause):
    time.sleep(pause)
    with lock:
        calls.append(pause)


def count():
    with lock:
        return len(calls)
