"""The function that is called was handed in by the caller, through another function."""

import threading
import time


def retried(work, times=2):
    for _ in range(times):
        run(work)


def run(work):
    return work()


class Account:
    def __init__(self):
        self._lock = threading.Lock()
        self.total = 0

    def _settle(self):
        time.sleep(1)

    def _count(self):
        return 1

    def quick(self):
        with self._lock:
            self.total += 1
            retried(self._count)

    def slow(self):
        with self._lock:
            self.total += 1
            retried(self._settle)  # expect: LG202 display
