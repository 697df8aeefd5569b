import functools
import threading
import time


def locked(method):
    @functools.wraps(method)
    def inner(self):
        with self._lock:
            return method(self)  # expect: LG202 refused: nothing would stay under the lock: whether it is needed at all is for a person to decide

    return inner


class Meter:
    def __init__(self):
        self._lock = threading.RLock()
        self._count = 0

    def outer(self):
        with self._lock:
            self._count += 1
            self.rest()  # expect: LG202 refused: the wait itself may be what the lock is for: it spaces out its callers

    @locked
    def rest(self):
        self._count += 1
        time.sleep(1)
