"""What was found under the lock may be taken away in between, if it is looked after under the lock elsewhere."""

import threading
import time


class Handler:
    def __init__(self):
        self.listeners = []

    def add(self, listener):
        time.sleep(1)
        self.listeners.append(listener)

    def remove(self, listener):
        self.listeners.remove(listener)


class Watcher:
    def __init__(self):
        self._lock = threading.Lock()
        self._handlers: dict[str, Handler] = {}

    def watch(self, path, listener):
        with self._lock:
            handler = self._handlers.get(path)
            if handler is None:
                handler = Handler()
                self._handlers[path] = handler
            handler.add(listener)  # expect: LG202 display

    def unwatch(self, path, listener):
        with self._lock:
            handler = self._handlers[path]
            handler.remove(listener)
            if not handler.listeners:
                del self._handlers[path]
