"""A place is counted under the lock that asked for it; what is made for it is made outside."""

import queue
import threading
import time


class Pool:
    def __init__(self, most):
        self._lock = threading.Lock()
        self._made = 0
        self._most = most
        self._free = queue.Queue()

    def connect(self):
        time.sleep(1)
        return object()

    def grow(self):
        with self._lock:
            if self._made >= self._most:
                return False
            self._free.put(self.connect(), block=False)  # expect: LG202 unsafe
            self._made += 1
            return True

    def shrink(self):
        with self._lock:
            if self._made <= 1:
                return
            # Somebody may still use it.
            connection = self._free.get()  # expect: LG201 unsafe
            print(connection)
            self._made -= 1


# --- fixed ---
"""A place is counted under the lock that asked for it; what is made for it is made outside."""

import queue
import threading
import time


class Pool:
    def __init__(self, most):
        self._lock = threading.Lock()
        self._made = 0
        self._most = most
        self._free = queue.Queue()

    def connect(self):
        time.sleep(1)
        return object()

    def grow(self):
        with self._lock:
            if self._made >= self._most:
                return False
            self._made += 1
        try:
            self._free.put(self.connect(), block=False)
        except BaseException:
            with self._lock:
                self._made -= 1
            raise
        return True

    def shrink(self):
        with self._lock:
            if self._made <= 1:
                return
            self._made -= 1
        try:
            # Somebody may still use it.
            connection = self._free.get()
            print(connection)
        except BaseException:
            with self._lock:
                self._made += 1
            raise
