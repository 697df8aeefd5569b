"""The lock is let go of for each wait and taken again after it: nobody is kept waiting."""

import threading
import time


class Poller:
    def __init__(self):
        self._lock = threading.Lock()
        self._done = False

    def wait(self):
        with self._lock:
            while not self._done:
                self._lock.release()
                try:
                    time.sleep(0.1)
                finally:
                    self._lock.acquire()
            self._done = False
