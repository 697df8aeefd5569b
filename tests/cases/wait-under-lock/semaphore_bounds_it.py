"""A semaphore is there to bound how many do this at once; one of a single permit is a lock like any other."""

import socket
import threading
import time


class Client:
    def __init__(self, address):
        self._few = threading.BoundedSemaphore(4)
        self._one = threading.Semaphore(1)
        self._address = address
        self._seen = []

    def fetch(self):
        with self._few:
            self._seen.append(self._address)
            return socket.create_connection(self._address)  # expect: LG201 info refused: what the lock is for

    def pause(self):
        with self._one:
            self._seen.append(self._address)
            time.sleep(1)  # expect: LG201 refused: spaces out its callers
