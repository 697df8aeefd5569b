import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.RLock()
        self._busy = False
        self._count = 0

    def set(self, busy):
        with self._lock:
            self._busy = busy
            self._count += 1

    def enter_twice(self):
        with self._lock:
            self.enter()  # expect: LG202 refused: what is called takes the same lock, and waits under it

    def enter(self):
        with self._lock:
            while self._busy:
                time.sleep(1)  # expect: LG204 unsafe
            self._count += 1

    def more_behind_the_sleep(self):
        with self._lock:
            while self._busy:
                time.sleep(1)  # expect: LG204 refused: what is done after the sleep isn't what is done before the loop
                self._count += 1
            self._count += 1

    def more_before_the_sleep(self):
        with self._lock:
            while self._busy:
                self._count += 1
                time.sleep(1)  # expect: LG204 display
            self._count += 1

# --- fixed ---
import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.RLock()
        self._busy = False
        self._count = 0

    def set(self, busy):
        with self._lock:
            self._busy = busy
            self._count += 1

    def enter_twice(self):
        with self._lock:
            self.enter()

    def enter(self):
        while True:
            with self._lock:
                if not self._busy:
                    self._count += 1
                    break
            time.sleep(1)

    def more_behind_the_sleep(self):
        with self._lock:
            while self._busy:
                time.sleep(1)
                self._count += 1
            self._count += 1

    def more_before_the_sleep(self):
        with self._lock:
            while self._busy:
                self._count += 1
                time.sleep(1)
            self._count += 1
