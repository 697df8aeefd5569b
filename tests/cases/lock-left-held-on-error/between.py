import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.total = 0

    def add(self, text):
        # one at a time
        self._lock.acquire()  # expect: LG205 safe
        self.total += int(text)
        self._lock.release()
        return self.total

    def add_safely(self, text):
        self._lock.acquire()
        try:
            self.total += int(text)
        finally:
            self._lock.release()

# --- fixed ---
import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.total = 0

    def add(self, text):
        # one at a time
        with self._lock:
            self.total += int(text)
        return self.total

    def add_safely(self, text):
        self._lock.acquire()
        try:
            self.total += int(text)
        finally:
            self._lock.release()
