"""Whoever signals looks the event up then: one that was replaced meanwhile is never set."""

import threading


class Task:
    def __init__(self):
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._callers = []

    def end(self):
        self._ended.set()

    def again(self):
        with self._lock:
            self._ended = threading.Event()

    def wait(self, caller):
        with self._lock:
            self._callers.append(caller)
            self._ended.wait()  # expect: LG201 unsafe

# --- fixed ---
"""Whoever signals looks the event up then: one that was replaced meanwhile is never set."""

import threading


class Task:
    def __init__(self):
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._callers = []

    def end(self):
        self._ended.set()

    def again(self):
        with self._lock:
            self._ended = threading.Event()

    def wait(self, caller):
        with self._lock:
            self._callers.append(caller)
            ended = self._ended
        ended.wait()
