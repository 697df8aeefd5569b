"""Forms that don't wait: without blocking, with no time, into a queue that is never full, on the lock's own condition."""

import queue
import threading


class Channel:
    def __init__(self):
        self._changed = threading.Condition()
        self._items = queue.Queue()
        self._ready = threading.Event()

    def drain(self):
        with self._changed:
            while True:
                try:
                    print(self._items.get(block=False))
                    print(self._items.get_nowait())
                    print(self._items.get(False))
                except queue.Empty:
                    break

    def send(self, item):
        with self._changed:
            self._items.put(item)
            self._changed.notify()

    def next(self):
        with self._changed:
            while not self._items.qsize():
                self._changed.wait()
            return self._ready.wait(timeout=0)
