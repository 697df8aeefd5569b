"""The limiter is looked up, made and stored under the lock; its token is waited for behind it."""

import threading
import time


class Limiter:
    def __init__(self, rate):
        self.rate = rate

    def taken(self, count):
        time.sleep(count / self.rate)
        return True


class Gateway:
    def __init__(self, exact, patterns, rate):
        self._lock = threading.Lock()
        self._limiters = {}
        self._exact = exact
        self._patterns = patterns
        self._rate = rate

    def allow(self, key, count):
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is not None:
                return limiter.taken(count)  # expect: LG202 unsafe
            rate = self._exact.get(key)
            if rate is not None:
                limiter = self._limiters[key] = Limiter(rate)
                return limiter.taken(count)
            limiter = self._limiters[key] = Limiter(self._rate)
            return limiter.taken(count)

# --- fixed ---
"""The limiter is looked up, made and stored under the lock; its token is waited for behind it."""

import threading
import time


class Limiter:
    def __init__(self, rate):
        self.rate = rate

    def taken(self, count):
        time.sleep(count / self.rate)
        return True


class Gateway:
    def __init__(self, exact, patterns, rate):
        self._lock = threading.Lock()
        self._limiters = {}
        self._exact = exact
        self._patterns = patterns
        self._rate = rate

    def allow(self, key, count):
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is None:
                rate = self._exact.get(key)
                if rate is not None:
                    limiter = self._limiters[key] = Limiter(rate)
                else:
                    limiter = self._limiters[key] = Limiter(self._rate)
        return limiter.taken(count)
