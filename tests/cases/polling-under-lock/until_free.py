import threading
import time


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._free = []

    def give(self, item):
        with self._lock:
            self._free.append(item)

    def take(self):
        with self._lock:
            while not self._free:
                time.sleep(0.01)  # expect: LG204 refused: may have changed
            return self._free.pop()
