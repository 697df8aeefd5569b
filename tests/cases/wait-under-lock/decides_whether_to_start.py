"""Two threads that look without the lock are both told to start; a mere wait may be waited for by both."""

import threading
from concurrent.futures import Future


class Loop:
    def __init__(self):
        self._lock = threading.Lock()
        self._loop = None
        self._ready = Future()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        with self._lock:
            self._loop = object()
        self._ready.set_result(None)

    def stop(self):
        with self._lock:
            self._loop = None

    def start(self):
        with self._lock:
            if self._loop is None:
                self._thread.start()
                self._ready.result()  # expect: LG201 display

    def wait(self):
        with self._lock:
            if self._loop is None:
                self._ready.result()  # expect: LG201


# --- fixed ---
"""Two threads that look without the lock are both told to start; a mere wait may be waited for by both."""

import threading
from concurrent.futures import Future


class Loop:
    def __init__(self):
        self._lock = threading.Lock()
        self._loop = None
        self._ready = Future()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        with self._lock:
            self._loop = object()
        self._ready.set_result(None)

    def stop(self):
        with self._lock:
            self._loop = None

    def start(self):
        with self._lock:
            if self._loop is None:
                self._thread.start()
                self._ready.result()

    def wait(self):
        with self._lock:
            loop = self._loop
        if loop is None:
            self._ready.result()
