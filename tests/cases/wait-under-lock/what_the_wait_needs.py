import threading
import time


class Meter:
    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0

    def as_it_says(self, meter):
        with self._lock as got:
            self._count += 1
            time.sleep(got)  # expect: LG201 refused: it uses what the block binds on its way in

    def by_its_name(self):
        with self._lock:
            self._count += 1
            self._rest_locked()  # expect: LG202 refused: _rest_locked() says that it is to run under a lock

    def _rest_locked(self):
        time.sleep(1)


class Nested:
    def __init__(self):
        self._lock = threading.RLock()
        self._count = 0

    def outer(self):
        with self._lock:
            self._count += 1
            self.inner()  # expect: LG202 refused: what is called takes the same lock, and waits under it

    def inner(self):
        with self._lock:
            self._count += 1
            time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers
