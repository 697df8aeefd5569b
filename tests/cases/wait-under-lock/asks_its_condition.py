import threading
import time


class Gate:
    def __init__(self):
        self._changed = threading.Condition()
        self._count = 0

    def put(self):
        with self._changed:
            self._count += 1

    def rest(self):
        with self._changed:
            self._count += 1
            time.sleep(self._changed.left())  # expect: LG201 refused: self._changed.left() (line 17) needs the lock
