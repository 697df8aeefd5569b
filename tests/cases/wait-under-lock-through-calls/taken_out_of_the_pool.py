"""What was taken out of the pool under the lock is nobody else's: it is renewed outside."""

import queue
import threading
import urllib.request


class Connection:
    def reconnect(self, settings):
        urllib.request.urlopen(settings)


class Pool:
    def __init__(self, settings):
        self._lock = threading.RLock()
        self._settings = settings
        self._free: queue.Queue[Connection] = queue.Queue()
        self._idle = [Connection()]

    def configure(self, settings):
        with self._lock:
            self._settings = settings

    def _give_back(self, connection):
        self._free.put(connection, block=False)

    def taken(self):
        with self._lock:
            connection: Connection = self._free.get(block=False)
            connection.reconnect(self._settings)  # expect: LG202 unsafe
            return connection

    def first(self):
        with self._lock:
            connection: Connection = self._idle[0]
            connection.reconnect(self._settings)  # expect: LG202 display
            return connection


# --- fixed ---
"""What was taken out of the pool under the lock is nobody else's: it is renewed outside."""

import queue
import threading
import urllib.request


class Connection:
    def reconnect(self, settings):
        urllib.request.urlopen(settings)


class Pool:
    def __init__(self, settings):
        self._lock = threading.RLock()
        self._settings = settings
        self._free: queue.Queue[Connection] = queue.Queue()
        self._idle = [Connection()]

    def configure(self, settings):
        with self._lock:
            self._settings = settings

    def _give_back(self, connection):
        self._free.put(connection, block=False)

    def taken(self):
        with self._lock:
            connection: Connection = self._free.get(block=False)
            settings = self._settings
        connection.reconnect(settings)
        return connection

    def first(self):
        with self._lock:
            connection: Connection = self._idle[0]
            connection.reconnect(self._settings)
            return connection
