import threading
import time


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = []

    def add(self, item):
        with self._lock:
            self._waiting.append(item)

    def close(self):
        with self._lock:
            self._flush()  # expect: LG202 refused: touches what the lock guards

    def _flush(self):
        while self._waiting:
            time.sleep(1)
            self._waiting.pop()
