"""A branch that waits is noted under the lock and dealt with behind it; what comes after it takes the lock again.

Not where the callee looks into what the lock guards, where what follows puts back what was there before, where the
wait is a pause that others are meant to keep, or where the branch has no room of its own (a loop, a handler).
"""

import threading
import time
import urllib.request


class Connection:
    def __init__(self, key):
        self.key = key

    def open(self):
        return urllib.request.urlopen(f"http://localhost/{self.key}").read()

    def close(self):
        urllib.request.urlopen("http://localhost/bye")


def fetch(key):
    return urllib.request.urlopen(f"http://localhost/{key}").read()


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._main: Connection | None = Connection("main")
        self._known: dict[str, bytes] = {}
        self._count = 0
        self._size = 5
        self._closed = False

    def give(self, connection: Connection):
        """There is no room for it."""
        with self._lock:
            # As many as may be idle.
            if len(self._idle) < self._size:
                self._idle.append(connection)
            else:
                # It is one too many.
                connection.close()  # expect: LG202 display
            self._count -= 1

    def stop(self):
        """Nobody else finds what is taken away."""
        with self._lock:
            if self._main is not None:
                self._main.close()  # expect: LG202 unsafe
                self._main = None

    def stop_once(self):
        with self._lock:
            if self._main is not None:
                self._main.close()  # expect: LG202 unsafe
                self._main = None
                return
        raise RuntimeError("closed already")

    def find(self, key):
        """Two may come for the same key: the second looks again."""
        with self._lock:
            if key not in self._known:
                value = fetch(key)  # expect: LG202 display
                # Kept for good.
                self._known[key] = value
            else:
                value = self._known[key]
        return value

    def main(self, key):
        with self._lock:
            found = self._main
            if found is None:
                found = self._opened(key)  # expect: LG202 display
                self._main = found
            return found

    def _opened(self, key):
        urllib.request.urlopen("http://localhost/open")
        return Connection(key)

    def find_counted(self, key):
        """What is returned is read under the lock, once more."""
        with self._lock:
            if key not in self._known:
                value = fetch(key)  # expect: LG202 display
                self._known[key] = value

            self._count += 1
            return self._known[key]

    def refuse(self, key):
        with self._lock:
            if self._closed:
                self._tell(key)  # expect: LG202 display
            elif key in self._known:
                self._count += 1
            return key

    def _tell(self, key):
        return urllib.request.urlopen(f"http://localhost/closed/{key}").read()

    def trim(self):
        with self._lock:
            if self._count > self._size:
                self._oldest()  # expect: LG202 refused: touches what the lock guards
            self._count = 0

    def _oldest(self):
        urllib.request.urlopen("http://localhost/oldest")
        del self._idle[0]

    def look(self, connection: Connection):
        with self._lock:
            if self._main is not None:
                before = self._main
                connection.open()  # expect: LG202 refused: guarded state is written with or after the wait
                self._main = before

    def pace(self):
        with self._lock:
            if self._count > self._size:
                time.sleep(1)  # expect: LG201 refused: would be read before the lock is taken
            self._idle.clear()

    def tried(self, connection: Connection):
        with self._lock:
            try:
                connection.close()  # expect: LG202 refused: is read where it may have changed
            except OSError:
                self._idle.remove(connection)

    def reopen(self, key):
        """Others use what the wait is made on."""
        with self._lock:
            self._main = Connection(key)
            self._closed = not key


class Session:
    """What is taken away is made once: nobody begins it anew while it ends."""

    def __init__(self):
        self._lock = threading.RLock()
        self._worker: threading.Thread | None = threading.Thread(target=id)
        self._connection: Connection | None = Connection("session")
        self._count = 0

    def count(self):
        with self._lock:
            self._count += 1
            return self._worker is not None

    def close(self):
        with self._lock:
            if self._worker is not None:
                # It may be busy.
                self._worker.join()  # expect: LG201 unsafe
                self._worker = None
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def close_once(self):
        with self._lock:
            if self._connection:
                self._connection.close()  # expect: LG202 unsafe
                self._connection = None
                return
        raise RuntimeError("closed already")

# --- fixed ---
"""A branch that waits is noted under the lock and dealt with behind it; what comes after it takes the lock again.

Not where the callee looks into what the lock guards, where what follows puts back what was there before, where the
wait is a pause that others are meant to keep, or where the branch has no room of its own (a loop, a handler).
"""

import threading
import time
import urllib.request


class Connection:
    def __init__(self, key):
        self.key = key

    def open(self):
        return urllib.request.urlopen(f"http://localhost/{self.key}").read()

    def close(self):
        urllib.request.urlopen("http://localhost/bye")


def fetch(key):
    return urllib.request.urlopen(f"http://localhost/{key}").read()


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._main: Connection | None = Connection("main")
        self._known: dict[str, bytes] = {}
        self._count = 0
        self._size = 5
        self._closed = False

    def give(self, connection: Connection):
        """There is no room for it."""
        with self._lock:
            # As many as may be idle.
            if len(self._idle) < self._size:
                self._idle.append(connection)
            else:
                # It is one too many.
                connection.close()
            self._count -= 1

    def stop(self):
        """Nobody else finds what is taken away."""
        main = None
        with self._lock:
            if self._main is not None:
                main = self._main
                self._main = None
        if main is not None:
            main.close()

    def stop_once(self):
        main = None
        with self._lock:
            if self._main is not None:
                main = self._main
                self._main = None
        if main is not None:
            main.close()
            return
        raise RuntimeError("closed already")

    def find(self, key):
        """Two may come for the same key: the second looks again."""
        with self._lock:
            if key not in self._known:
                value = fetch(key)
                # Kept for good.
                self._known[key] = value
            else:
                value = self._known[key]
        return value

    def main(self, key):
        with self._lock:
            found = self._main
            if found is None:
                found = self._opened(key)
                self._main = found
            return found

    def _opened(self, key):
        urllib.request.urlopen("http://localhost/open")
        return Connection(key)

    def find_counted(self, key):
        """What is returned is read under the lock, once more."""
        with self._lock:
            if key not in self._known:
                value = fetch(key)
                self._known[key] = value

            self._count += 1
            return self._known[key]

    def refuse(self, key):
        with self._lock:
            if self._closed:
                self._tell(key)
            elif key in self._known:
                self._count += 1
            return key

    def _tell(self, key):
        return urllib.request.urlopen(f"http://localhost/closed/{key}").read()

    def trim(self):
        with self._lock:
            if self._count > self._size:
                self._oldest()
            self._count = 0

    def _oldest(self):
        urllib.request.urlopen("http://localhost/oldest")
        del self._idle[0]

    def look(self, connection: Connection):
        with self._lock:
            if self._main is not None:
                before = self._main
                connection.open()
                self._main = before

    def pace(self):
        with self._lock:
            if self._count > self._size:
                time.sleep(1)
            self._idle.clear()

    def tried(self, connection: Connection):
        with self._lock:
            try:
                connection.close()
            except OSError:
                self._idle.remove(connection)

    def reopen(self, key):
        """Others use what the wait is made on."""
        with self._lock:
            self._main = Connection(key)
            self._closed = not key


class Session:
    """What is taken away is made once: nobody begins it anew while it ends."""

    def __init__(self):
        self._lock = threading.RLock()
        self._worker: threading.Thread | None = threading.Thread(target=id)
        self._connection: Connection | None = Connection("session")
        self._count = 0

    def count(self):
        with self._lock:
            self._count += 1
            return self._worker is not None

    def close(self):
        worker = None
        connection = None
        with self._lock:
            if self._worker is not None:
                worker = self._worker
                self._worker = None
            if self._connection is not None:
                connection = self._connection
                self._connection = None
        if worker is not None:
            # It may be busy.
            worker.join()
        if connection is not None:
            connection.close()

    def close_once(self):
        connection = None
        with self._lock:
            if self._connection:
                connection = self._connection
                self._connection = None
        if connection is not None:
            connection.close()
            return
        raise RuntimeError("closed already")
