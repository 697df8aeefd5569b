"""Which store it is, nobody knows here: one of them waits."""

import threading
import time


class Store:
    def load(self):
        raise NotImplementedError


class Memory(Store):
    def load(self):
        return []


class Remote(Store):
    def load(self):
        time.sleep(1)
        return []


class Jobs:
    def __init__(self, store: Store):
        self._lock = threading.Lock()
        self._store = store
        self.loaded = False

    def forget(self):
        with self._lock:
            self.loaded = False

    def refresh(self):
        with self._lock:
            self.loaded = True
            return self._store.load()  # expect: LG202 unsafe

# --- fixed ---
"""Which store it is, nobody knows here: one of them waits."""

import threading
import time


class Store:
    def load(self):
        raise NotImplementedError


class Memory(Store):
    def load(self):
        return []


class Remote(Store):
    def load(self):
        time.sleep(1)
        return []


class Jobs:
    def __init__(self, store: Store):
        self._lock = threading.Lock()
        self._store = store
        self.loaded = False

    def forget(self):
        with self._lock:
            self.loaded = False

    def refresh(self):
        with self._lock:
            self.loaded = True
        return self._store.load()
