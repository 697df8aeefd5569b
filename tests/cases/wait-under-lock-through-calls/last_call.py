import threading
import time


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self.closed = False

    def close(self):
        with self._lock:
            self.closed = True
            self._settle()  # expect: LG202 unsafe

    def _settle(self):
        time.sleep(1)

    def open(self):
        with self._lock:
            self.closed = False

# --- fixed ---
import threading
import time


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self.closed = False

    def close(self):
        with self._lock:
            self.closed = True
        self._settle()

    def _settle(self):
        time.sleep(1)

    def open(self):
        with self._lock:
            self.closed = False
