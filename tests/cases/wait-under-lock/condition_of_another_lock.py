"""Waiting lets go of the condition's own lock, and of no other."""

import threading


class Tank:
    def __init__(self):
        self._lock = threading.Lock()
        self._filled = threading.Condition()
        self.level = 0

    def drain(self):
        with self._lock:
            with self._filled:
                self._filled.wait()  # expect: LG201 refused: a condition is waited for
                self.level = 0
