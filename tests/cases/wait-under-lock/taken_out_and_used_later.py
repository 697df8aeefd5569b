"""Dealing with what was taken out can't come later if what it needs is another thing by then, or is used after it."""

import threading


class Workers:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)

    def stop(self, timeout):
        with self._lock:
            while self._threads:
                thread = self._threads.pop()
                thread.join(timeout)  # expect: LG201 refused: it may have changed
            timeout = 0
        return timeout

    def last(self, timeout):
        with self._lock:
            while self._threads:
                thread = self._threads.pop()
                if thread.is_alive():
                    thread.join(timeout)  # expect: LG201 refused: it may have changed
        return thread

    def again(self, timeout):
        with self._lock:
            timeout = min(timeout, 5)
            while self._threads:
                thread = self._threads.pop()
                thread.join(timeout)  # expect: LG201 unsafe
        for thread in threading.enumerate():
            print(thread)

# --- fixed ---
"""Dealing with what was taken out can't come later if what it needs is another thing by then, or is used after it."""

import threading


class Workers:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)

    def stop(self, timeout):
        with self._lock:
            while self._threads:
                thread = self._threads.pop()
                thread.join(timeout)
            timeout = 0
        return timeout

    def last(self, timeout):
        with self._lock:
            while self._threads:
                thread = self._threads.pop()
                if thread.is_alive():
                    thread.join(timeout)
        return thread

    def again(self, timeout):
        threads = []
        with self._lock:
            timeout = min(timeout, 5)
            while self._threads:
                thread = self._threads.pop()
                threads.append(thread)
        for thread in threads:
            thread.join(timeout)
        for thread in threading.enumerate():
            print(thread)
