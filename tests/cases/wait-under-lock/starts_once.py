"""Whoever comes first starts it, and waits until it is up; it is never taken down again."""

import threading


class Server:
    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._started = False

    def start(self):
        with self._lock:
            if self._started:
                return
            self._started = True
            threading.Thread(target=self._ready.set).start()
            self._ready.wait()  # expect: LG201 info refused: what the lock is for
