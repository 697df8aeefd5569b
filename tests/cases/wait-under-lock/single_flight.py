"""Who finds the refresh under way goes on without it."""

import threading
import time


class Token:
    def __init__(self):
        self._lock = threading.Lock()

    def refresh(self):
        if self._lock.acquire(blocking=False):
            try:
                time.sleep(1)  # expect: LG201 info refused: what the lock is for
            finally:
                self._lock.release()
