"""The finally clause does more before it lets go of the lock: it stays, in the block."""

import threading


class Batch:
    def __init__(self, pool):
        self._lock = threading.Lock()
        self._pool = pool
        self._buffer = []

    def send(self):
        connection = None
        self._lock.acquire()  # expect: LG205 safe
        try:
            connection = self._pool.get()
            connection.write(self._buffer)
            self._buffer = []
        finally:
            # back to the pool
            if connection:
                connection.give_back()
            self._lock.release()

# --- fixed ---
"""The finally clause does more before it lets go of the lock: it stays, in the block."""

import threading


class Batch:
    def __init__(self, pool):
        self._lock = threading.Lock()
        self._pool = pool
        self._buffer = []

    def send(self):
        connection = None
        with self._lock:
            try:
                connection = self._pool.get()
                connection.write(self._buffer)
                self._buffer = []
            finally:
                # back to the pool
                if connection:
                    connection.give_back()
