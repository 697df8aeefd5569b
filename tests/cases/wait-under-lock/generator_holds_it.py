"""A context manager of the project holds the lock while its block runs."""

import threading
import time
from contextlib import contextmanager


class Handler:
    def __init__(self):
        self._lock = threading.Lock()
        self.stopped = False

    @contextmanager
    def _protected(self):
        self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    def stop(self):
        with self._protected():
            self.stopped = True
            time.sleep(1)  # expect: LG201 display

    def start(self):
        with self._protected():
            self.stopped = False
