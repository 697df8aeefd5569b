"""A condition that is made of a lock takes that lock, and lets go of it."""

import threading


class Tank:
    def __init__(self):
        self._lock = threading.RLock()
        self._filled = threading.Condition(self._lock)
        self.level = 0

    def drain(self):
        with self._lock:
            while not self.level:
                self._filled.wait()
            self.level = 0
