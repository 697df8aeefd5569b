"""A queue that may be full waits for whoever empties it."""

import queue
import threading


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self._items = queue.Queue(maxsize=100)
        self.closed = False

    def send(self, item):
        with self._lock:
            if self.closed:
                return False
            self._items.put(item)  # expect: LG201 display
            return True

    def close(self):
        with self._lock:
            self.closed = True
