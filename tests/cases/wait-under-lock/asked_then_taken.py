"""A queue is asked whether it holds something: without the lock, two may both be told so of one item."""

import queue
import threading


class Results:
    def __init__(self):
        self._lock = threading.Lock()
        self._done = set()
        self._queue = queue.Queue()

    def clear(self):
        with self._lock:
            self._done.clear()
            while self._queue.qsize() > 1:
                self._queue.get()  # expect: LG201 display
