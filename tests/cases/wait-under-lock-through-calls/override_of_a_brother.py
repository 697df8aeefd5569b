"""What another class overrides doesn't run: the object's own class is known, whoever's method it goes through."""

import threading
import time


class Service:
    def __init__(self):
        self._lock = threading.Lock()

    def stop(self):
        self.on_stop()

    def on_stop(self):
        pass


class Poller(Service):
    def on_stop(self):
        time.sleep(1)


class Watcher(Service):
    def restart(self):
        with self._lock:
            self.stop()
            self.running = True
