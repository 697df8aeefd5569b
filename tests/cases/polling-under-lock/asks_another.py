import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0

    def put(self):
        with self._lock:
            self._count += 1

    def wait_for(self, other):
        with self._lock:
            while other.busy():
                time.sleep(1)  # expect: LG204 display
            self._count += 1
