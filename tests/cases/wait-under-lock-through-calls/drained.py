"""What is taken out under the lock is dealt with outside; what is only chosen there may be taken by others."""

import contextlib
import threading
import urllib.request


class Connection:
    def close(self):
        urllib.request.urlopen("http://localhost/bye")

    def renew(self):
        urllib.request.urlopen("http://localhost/again")


class Pool:
    def __init__(self):
        self._lock = threading.Condition()
        self._idle: list[Connection] = []
        self._used: list[Connection] = []
        self._count = 0

    def give(self, connection: Connection):
        with self._lock:
            self._idle.append(connection)
            self._count += 1

    def close(self):
        # Nobody may take one while they are closed.
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                # It may be broken.
                with contextlib.suppress(OSError):
                    connection.close()  # expect: LG202 unsafe
                self._count -= 1
            self._lock.notify_all()
            return True

    def close_both(self, used):
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                connection.close()  # expect: LG202 unsafe
            if used:
                while self._used:
                    connection: Connection = self._used.pop()
                    connection.close()

    def renew(self):
        with self._lock:
            if self._count:
                for connection in self._idle:
                    if connection not in self._used:
                        connection.renew()  # expect: LG202 display
            self._count = 0

    def renew_and_tell(self, tell):
        """Whom it is told takes it for renewed."""
        with self._lock:
            for connection in self._used:
                connection.renew()  # expect: LG202 refused: guarded state is written with or after the wait
                tell(connection)
                self._count += 1

    def first(self):
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                connection.close()  # expect: LG202 refused: is read where it may have changed
                if connection not in self._used:
                    return connection


# --- fixed ---
"""What is taken out under the lock is dealt with outside; what is only chosen there may be taken by others."""

import contextlib
import threading
import urllib.request


class Connection:
    def close(self):
        urllib.request.urlopen("http://localhost/bye")

    def renew(self):
        urllib.request.urlopen("http://localhost/again")


class Pool:
    def __init__(self):
        self._lock = threading.Condition()
        self._idle: list[Connection] = []
        self._used: list[Connection] = []
        self._count = 0

    def give(self, connection: Connection):
        with self._lock:
            self._idle.append(connection)
            self._count += 1

    def close(self):
        connections = []
        # Nobody may take one while they are closed.
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                connections.append(connection)
                self._count -= 1
            self._lock.notify_all()
        for connection in connections:
            # It may be broken.
            with contextlib.suppress(OSError):
                connection.close()
        return True

    def close_both(self, used):
        connections = []
        connections_2 = []
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                connections.append(connection)
            if used:
                while self._used:
                    connection: Connection = self._used.pop()
                    connections_2.append(connection)
        for connection in connections:
            connection.close()
        for connection in connections_2:
            connection.close()

    def renew(self):
        with self._lock:
            if self._count:
                for connection in self._idle:
                    if connection not in self._used:
                        connection.renew()
            self._count = 0

    def renew_and_tell(self, tell):
        """Whom it is told takes it for renewed."""
        with self._lock:
            for connection in self._used:
                connection.renew()
                tell(connection)
                self._count += 1

    def first(self):
        with self._lock:
            while self._idle:
                connection: Connection = self._idle.pop()
                connection.close()
                if connection not in self._used:
                    return connection
