"""A container that changes is copied under the lock, and walked without it."""

import threading


class Workers:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)

    def stop(self, wait, timeout=None):
        with self._lock:
            self.stopped = True
            if wait:
                for thread in self._threads:
                    thread.join(timeout)  # expect: LG201 safe

# --- fixed ---
"""A container that changes is copied under the lock, and walked without it."""

import threading


class Workers:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)

    def stop(self, wait, timeout=None):
        with self._lock:
            self.stopped = True
            threads = list(self._threads)
        if wait:
            for thread in threads:
                thread.join(timeout)
