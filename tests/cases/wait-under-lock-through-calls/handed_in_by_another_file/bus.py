"""Callbacks that other files hand in: by a method, to a constructor, by setting a field."""

import threading


class Bus:
    def __init__(self, on_close=None):
        self._lock = threading.Lock()
        self._callbacks = []
        self._count = 0
        self._on_close = on_close
        self.on_error = None

    def add_callback(self, callback):
        with self._lock:
            self._callbacks.append(callback)

    def tell(self, message):
        with self._lock:
            self._count += 1
            for callback in self._callbacks:
                callback(message)  # expect: LG202 display

    def close(self):
        with self._lock:
            self._callbacks.clear()
            if self._on_close:
                self._on_close()  # expect: LG202 display

    def fail(self, error):
        with self._lock:
            self._count -= 1
            if self.on_error:
                self.on_error(error)  # expect: LG202 display


class Quiet:
    def __init__(self):
        self._lock = threading.Lock()
        self._callbacks = []

    def add_callback(self, callback):
        with self._lock:
            self._callbacks.append(callback)

    def tell(self, message):
        with self._lock:
            for callback in self._callbacks:
                callback(message)

    def fail(self, error):
        with self._lock:
            self.on_error(error)
