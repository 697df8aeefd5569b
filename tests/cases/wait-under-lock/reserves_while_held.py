import threading
import time


class Pace:
    def __init__(self):
        self._lock = threading.RLock()
        self._last = 0.0
        self._gap = 1

    def take_two(self):
        with self._lock:
            self.take()  # expect: LG202 refused: what is called takes the same lock, and waits under it
            self.take()

    def take(self):
        with self._lock:
            pause = self._last + self._gap - time.monotonic()
            if pause > 0:
                time.sleep(pause)  # expect: LG201 unsafe
            self._last = time.monotonic()

    def take_and_say(self):
        with self._lock:
            pause = self._last + self._gap - time.monotonic()
            if pause > 0:
                print(pause)
                time.sleep(pause)  # expect: LG201 refused: the wait itself is what the lock gates: _last is read before it and written after it
            self._last = time.monotonic()

# --- fixed ---
import threading
import time


class Pace:
    def __init__(self):
        self._lock = threading.RLock()
        self._last = 0.0
        self._gap = 1

    def take_two(self):
        with self._lock:
            self.take()
            self.take()

    def take(self):
        with self._lock:
            pause = self._last + self._gap - time.monotonic()
            self._last = time.monotonic() + max(pause, 0)
        if pause > 0:
            time.sleep(pause)

    def take_and_say(self):
        with self._lock:
            pause = self._last + self._gap - time.monotonic()
            if pause > 0:
                print(pause)
                time.sleep(pause)
            self._last = time.monotonic()
