"""The pause is counted from the last call: the time of its end is noted first, so that the next one waits for that."""

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
                time.sleep(pause)  # expect: LG201 unsafe
            self.last = time.monotonic()

    def sometimes(self, asked):
        with self._lock:
            pause = self.last + self.gap - time.monotonic()
            if asked and pause > 0:
                time.sleep(pause)  # expect: LG201 refused: what the lock gates
            self.last = time.monotonic()


class Paced:
    def __init__(self, gap):
        self._lock = threading.Lock()
        self.gap = gap
        self.read = 0.0
        self.written = 0.0

    def left(self):
        return max(0.0, self.gap - (time.time() - max(self.read, self.written)))

    @staticmethod
    def wait(seconds):
        if seconds <= 0:
            return
        print("sleeping")
        time.sleep(seconds)

    def __call__(self, write=False):
        with self._lock:
            left = self.left()
            # Announced if it takes long.
            self.wait(left)  # expect: LG202 unsafe

            now = time.time()
            if write:
                self.written = now
            else:
                self.read = now


# --- fixed ---
"""The pause is counted from the last call: the time of its end is noted first, so that the next one waits for that."""

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
            self.last = time.monotonic() + max(pause, 0)
        if pause > 0:
            time.sleep(pause)

    def sometimes(self, asked):
        with self._lock:
            pause = self.last + self.gap - time.monotonic()
            if asked and pause > 0:
                time.sleep(pause)
            self.last = time.monotonic()


class Paced:
    def __init__(self, gap):
        self._lock = threading.Lock()
        self.gap = gap
        self.read = 0.0
        self.written = 0.0

    def left(self):
        return max(0.0, self.gap - (time.time() - max(self.read, self.written)))

    @staticmethod
    def wait(seconds):
        if seconds <= 0:
            return
        print("sleeping")
        time.sleep(seconds)

    def __call__(self, write=False):
        with self._lock:
            left = self.left()

            now = time.time() + max(left, 0)
            if write:
                self.written = now
            else:
                self.read = now
        # Announced if it takes long.
        self.wait(left)
