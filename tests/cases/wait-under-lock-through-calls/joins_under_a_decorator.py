import functools
import threading


def locked(method):
    @functools.wraps(method)
    def inner(self):
        with self._lock:
            return method(self)  # expect: LG202 refused: nothing would stay under the lock: whether it is needed at all is for a person to decide

    return inner


class Worker:
    def __init__(self):
        self._lock = threading.RLock()
        self._count = 0
        self._thread = threading.Thread(target=print)

    def put(self):
        with self._lock:
            self._count += 1

    def end(self):
        with self._lock:
            self._count += 1
            self.wait()  # expect: LG202 unsafe

    @locked
    def wait(self):
        self._thread.join()

# --- fixed ---
import functools
import threading


def locked(method):
    @functools.wraps(method)
    def inner(self):
        with self._lock:
            return method(self)

    return inner


class Worker:
    def __init__(self):
        self._lock = threading.RLock()
        self._count = 0
        self._thread = threading.Thread(target=print)

    def put(self):
        with self._lock:
            self._count += 1

    def end(self):
        with self._lock:
            self._count += 1
        self.wait()

    @locked
    def wait(self):
        self._thread.join()
