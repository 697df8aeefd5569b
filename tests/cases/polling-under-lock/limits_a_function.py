"""A decorator that limits a function: it pays under the lock, and the function runs outside."""

import threading
import time

limited = True


class Limit:
    def __init__(self, fun):
        self._lock = threading.Lock()
        self.fun = fun
        self._left = 1.0
        self._last = 0.0

    def _refill(self):
        now = time.monotonic()
        self._left = min(1.0, self._left + now - self._last)
        self._last = now

    def call(self, *args):
        with self._lock:
            if limited:
                self._refill()

                while self._left < 1.0:
                    time.sleep(1.0 - self._left)  # expect: LG204 unsafe
                    self._refill()

                # This one is paid for.
                self._left -= 1.0
            return self.fun(*args)


@Limit
def ask(question):
    time.sleep(question)


# --- fixed ---
"""A decorator that limits a function: it pays under the lock, and the function runs outside."""

import threading
import time

limited = True


class Limit:
    def __init__(self, fun):
        self._lock = threading.Lock()
        self.fun = fun
        self._left = 1.0
        self._last = 0.0

    def _refill(self):
        now = time.monotonic()
        self._left = min(1.0, self._left + now - self._last)
        self._last = now

    def call(self, *args):
        if limited:
            while True:
                with self._lock:
                    self._refill()

                    if not (self._left < 1.0):
                        # This one is paid for.
                        self._left -= 1.0
                        break
                    left = self._left
                time.sleep(1.0 - left)
        return self.fun(*args)


@Limit
def ask(question):
    time.sleep(question)
