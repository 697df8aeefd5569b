import threading


class Futures:
    def __init__(self):
        self._lock = threading.Condition()
        self._callbacks = []

    def add(self, callback):
        self._lock.acquire()
        self._callbacks.append(callback)
        self._lock.notify_all()
        self._lock.release()

    def first(self):
        self._lock.acquire()
        while not self._callbacks:
            self._lock.wait()
        callbacks = self._callbacks.copy()
        self._callbacks.clear()
        self._lock.release()
        return callbacks

    def checked(self, callback):
        self._lock.acquire()  # expect: LG205 safe
        if not callable(callback):
            raise TypeError(callback)
        self._callbacks.append(callback)
        self._lock.release()

# --- fixed ---
import threading


class Futures:
    def __init__(self):
        self._lock = threading.Condition()
        self._callbacks = []

    def add(self, callback):
        self._lock.acquire()
        self._callbacks.append(callback)
        self._lock.notify_all()
        self._lock.release()

    def first(self):
        self._lock.acquire()
        while not self._callbacks:
            self._lock.wait()
        callbacks = self._callbacks.copy()
        self._callbacks.clear()
        self._lock.release()
        return callbacks

    def checked(self, callback):
        with self._lock:
            if not callable(callback):
                raise TypeError(callback)
            self._callbacks.append(callback)
