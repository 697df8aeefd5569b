"""Entered on a stack, the lock is held until the stack's block is left."""

import contextlib
import threading
import time


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._names = []

    def add(self, name, careful):
        with contextlib.ExitStack() as stack:
            time.sleep(0.1)
            if careful:
                stack.enter_context(self._lock)
            self._names.append(name)
            time.sleep(1)  # expect: LG201 refused: on an exit stack
