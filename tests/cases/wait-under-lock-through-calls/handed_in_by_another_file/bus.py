"""Callbacks that other files hand in: by a method, to a constructor, to a function."""

import threading


class Bus:
    def __init__(self, on_close=None):
        self._lock = threading.Lock()
        self._callbacks = []
        self._count = 0
        self._on_close = on_close

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
