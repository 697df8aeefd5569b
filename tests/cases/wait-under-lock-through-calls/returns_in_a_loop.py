"""The rules are looked through under the lock, and left by a break; the wait comes after."""

import threading
import time


class Limiter:
    def __init__(self, rate):
        self.rate = rate

    def taken(self, count):
        time.sleep(count / self.rate)
        return True


class Limits:
    def __init__(self, rules):
        self._lock = threading.Lock()
        self._rules = rules
        self._limiters = {}

    def allow(self, key, count):
        with self._lock:
            limiter = Limiter(1)
            for name, rate in self._rules:
                if key == name:
                    # The first that fits.
                    limiter = self._limiters[key] = Limiter(rate)
                    return limiter.taken(count)  # expect: LG202 unsafe
                elif key.startswith(name):
                    limiter = self._limiters[name] = Limiter(rate)
                    return limiter.taken(count)

            # None fits.
            self._limiters[key] = limiter
            return limiter.taken(count)

    def first(self, key, count):
        with self._lock:
            limiter = Limiter(1)
            for name in self._rules:
                if key == name:
                    return limiter.taken(count)  # expect: LG202 display
                if key < name:
                    break
            self._limiters[key] = limiter
            return limiter.taken(count)


# --- fixed ---
"""The rules are looked through under the lock, and left by a break; the wait comes after."""

import threading
import time


class Limiter:
    def __init__(self, rate):
        self.rate = rate

    def taken(self, count):
        time.sleep(count / self.rate)
        return True


class Limits:
    def __init__(self, rules):
        self._lock = threading.Lock()
        self._rules = rules
        self._limiters = {}

    def allow(self, key, count):
        with self._lock:
            limiter = Limiter(1)
            for name, rate in self._rules:
                if key == name:
                    # The first that fits.
                    limiter = self._limiters[key] = Limiter(rate)
                    break
                elif key.startswith(name):
                    limiter = self._limiters[name] = Limiter(rate)
                    break
            else:
                # None fits.
                self._limiters[key] = limiter
        return limiter.taken(count)

    def first(self, key, count):
        with self._lock:
            limiter = Limiter(1)
            for name in self._rules:
                if key == name:
                    return limiter.taken(count)
                if key < name:
                    break
            self._limiters[key] = limiter
            return limiter.taken(count)
