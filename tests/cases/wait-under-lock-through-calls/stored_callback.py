"""What is called was handed in when the object was made, by somebody in the same file."""

import threading
import time


def flush():
    time.sleep(1)


class Buffer:
    def __init__(self, on_full):
        self._lock = threading.Lock()
        self._on_full = on_full
        self._items = []

    def add(self, item):
        with self._lock:
            self._items.append(item)
            self._on_full()  # expect: LG202 display


def main():
    Buffer(flush).add(1)
