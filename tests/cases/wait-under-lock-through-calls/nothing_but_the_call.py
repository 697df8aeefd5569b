"""A lock that is held for nothing but a call is there for that call; reading one field needs none."""

import threading
import urllib.request


class Executor:
    def open(self):
        urllib.request.urlopen("http://localhost")


class Client:
    def __init__(self):
        self._lock = threading.Lock()
        self._executor = Executor()
        self._count = 0

    def renew(self):
        with self._lock:
            self._executor = Executor()

    def count(self):
        with self._lock:
            self._count += 1

    def open(self):
        with self._lock:
            self._executor.open()  # expect: LG202 refused: nothing would stay under the lock
