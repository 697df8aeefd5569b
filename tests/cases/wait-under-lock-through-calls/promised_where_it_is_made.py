"""What is said where a lock is made is said of all its scopes; a class attribute that is set once stays so."""

import threading
import time
import urllib.request


class Connection:
    def __init__(self):
        self._lock = threading.RLock()  # so that operations of a connection are executed atomically
        self._pending: list[str] = []
        # Guards the list.
        self._other = threading.Lock()

    def search(self, query):
        with self._lock:
            self._pending.append(query)
            return self._ask(query)  # expect: LG202 info refused: what the lock is for

    def add(self, query):
        with self._other:
            self._pending.append(query)
            return self._tell(query)  # expect: LG202 unsafe

    def _ask(self, query):
        time.sleep(0.1)
        return urllib.request.urlopen(f"http://localhost/{query}").read()

    def _tell(self, query):
        time.sleep(0.1)
        return len(query)


class Runner:
    def __init__(self):
        self._ready = threading.Event()
        threading.Thread(target=self._ready.set).start()
        self._ready.wait()


class Runners:
    _lock = threading.Lock()
    _runner: Runner | None = None

    @classmethod
    def get(cls):
        with Runners._lock:
            if Runners._runner is None:
                Runners._runner = Runner()  # expect: LG202 info refused: what the lock is for
            return Runners._runner

# --- fixed ---
"""What is said where a lock is made is said of all its scopes; a class attribute that is set once stays so."""

import threading
import time
import urllib.request


class Connection:
    def __init__(self):
        self._lock = threading.RLock()  # so that operations of a connection are executed atomically
        self._pending: list[str] = []
        # Guards the list.
        self._other = threading.Lock()

    def search(self, query):
        with self._lock:
            self._pending.append(query)
            return self._ask(query)

    def add(self, query):
        with self._other:
            self._pending.append(query)
        return self._tell(query)

    def _ask(self, query):
        time.sleep(0.1)
        return urllib.request.urlopen(f"http://localhost/{query}").read()

    def _tell(self, query):
        time.sleep(0.1)
        return len(query)


class Runner:
    def __init__(self):
        self._ready = threading.Event()
        threading.Thread(target=self._ready.set).start()
        self._ready.wait()


class Runners:
    _lock = threading.Lock()
    _runner: Runner | None = None

    @classmethod
    def get(cls):
        with Runners._lock:
            if Runners._runner is None:
                Runners._runner = Runner()
            return Runners._runner
