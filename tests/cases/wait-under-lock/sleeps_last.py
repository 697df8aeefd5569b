import threading
import time

lock = threading.Lock()
calls = []


def paced(pause):
    with lock:
        calls.append(pause)
        time.sleep(pause)  # expect: LG201 unsafe


def count():
    with lock:
        return len(calls)

# --- fixed ---
import threading
import time

lock = threading.Lock()
calls = []


def paced(pause):
    with lock:
        calls.append(pause)
    time.sleep(pause)


def count():
    with lock:
        return len(calls)
