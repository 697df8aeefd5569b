"""What is counted when something is over isn't counted before; a place that nobody asked for is no place."""

import threading


class Jobs:
    def __init__(self):
        self._lock = threading.Lock()
        self._begun = 0
        self._over = 0
        self._event = threading.Event()

    def finish(self):
        with self._lock:
            self._begun += 1
            self._event.wait()  # expect: LG201 display
            self._over += 1

    def late(self, most):
        with self._lock:
            if self._over > most:
                return "full"
            if not self._event.wait(1):  # expect: LG201 display
                return "late"
            self._over += 1
