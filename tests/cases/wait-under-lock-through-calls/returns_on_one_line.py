"""A branch on the line of its header, and a comment beside a return that goes away."""

import threading
import time


class Limiter:
    def taken(self, count):
        time.sleep(count)
        return True


class Gateway:
    def __init__(self):
        self._lock = threading.Lock()
        self._limiters = {}

    def allow(self, key, count):
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is not None: return limiter.taken(count)  # expect: LG202 unsafe
            # the first of its kind
            limiter = self._limiters[key] = Limiter()
            return limiter.taken(count)  # it may wait

# --- fixed ---
"""A branch on the line of its header, and a comment beside a return that goes away."""

import threading
import time


class Limiter:
    def taken(self, count):
        time.sleep(count)
        return True


class Gateway:
    def __init__(self):
        self._lock = threading.Lock()
        self._limiters = {}

    def allow(self, key, count):
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is None:
                # the first of its kind
                limiter = self._limiters[key] = Limiter()
        return limiter.taken(count)
