"""Both locks of one block are let go of; the inner block holds no wait."""

import threading


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._threads = set()

    def add(self, thread):
        with self._lock, self._closing:
            self._threads.add(thread)

    def close(self):
        with self._lock:
            with self._closing:
                self.closed = True
            for thread in self._threads:
                thread.join()  # expect: LG201 safe

# --- fixed ---
"""Both locks of one block are let go of; the inner block holds no wait."""

import threading


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._threads = set()

    def add(self, thread):
        with self._lock, self._closing:
            self._threads.add(thread)

    def close(self):
        with self._lock:
            with self._closing:
                self.closed = True
            threads = list(self._threads)
        for thread in threads:
            thread.join()
