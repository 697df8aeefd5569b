"""acquire() and release() in a finally clause: no block to leave."""

import threading
import time

lock = threading.Lock()


def paced(calls):
    lock.acquire()
    try:
        calls.append(1)
        time.sleep(1)  # expect: LG201 refused: make it a with block first
    finally:
        lock.release()
