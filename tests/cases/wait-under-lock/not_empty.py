"""It is asked before whether there is anything to wait for, and whatever it takes, it takes under the lock."""

import queue
import threading


class Outbox:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._sent = []

    def drain(self):
        with self._lock:
            while not self._queue.empty():
                self._sent.append(self._queue.get())
