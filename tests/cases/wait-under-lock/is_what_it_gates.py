"""The pause is counted from the last call, which is written after it: without the lock, all would wait for the same."""

import threading
import time


class Throttle:
    def __init__(self, gap):
        self._lock = threading.Lock()
        self.gap = gap
        self.last = 0.0

    def wait(self):
        with self._lock:
            pause = self.last + self.gap - time.monotonic()
            if pause > 0:
                time.sleep(pause)  # expect: LG201 refused: what the lock gates
            self.last = time.monotonic()
