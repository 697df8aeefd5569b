"""The thread is bound again elsewhere: which one to wait for is decided under the lock."""

import threading


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = None
        self.running = False

    def start(self):
        with self._lock:
            self.running = True
            self._thread = threading.Thread(target=print)
            self._thread.start()

    def stop(self):
        with self._lock:
            self.running = False
            # until the last line is out
            self._thread.join()  # expect: LG201 safe

# --- fixed ---
"""The thread is bound again elsewhere: which one to wait for is decided under the lock."""

import threading


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = None
        self.running = False

    def start(self):
        with self._lock:
            self.running = True
            self._thread = threading.Thread(target=print)
            self._thread.start()

    def stop(self):
        with self._lock:
            self.running = False
            thread = self._thread
        # until the last line is out
        thread.join()
