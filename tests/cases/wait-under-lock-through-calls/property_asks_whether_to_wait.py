"""A property that reads the state decides whether to wait, and nothing else: what it said may be old by then."""

import logging
import queue
import threading
import time

logger = logging.getLogger(__name__)


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._thread = None

    @property
    def alive(self):
        return self._thread is not None

    def start(self, thread):
        with self._lock:
            self._thread = thread

    def _emptied(self):
        while not self._queue.empty():
            time.sleep(0.1)

    def _wait(self):
        logger.debug("%d pending", self._queue.qsize())
        self._emptied()

    def flush(self):
        with self._lock:
            if self.alive:
                self._wait()  # expect: LG202 unsafe


# --- fixed ---
"""A property that reads the state decides whether to wait, and nothing else: what it said may be old by then."""

import logging
import queue
import threading
import time

logger = logging.getLogger(__name__)


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._thread = None

    @property
    def alive(self):
        return self._thread is not None

    def start(self, thread):
        with self._lock:
            self._thread = thread

    def _emptied(self):
        while not self._queue.empty():
            time.sleep(0.1)

    def _wait(self):
        logger.debug("%d pending", self._queue.qsize())
        self._emptied()

    def flush(self):
        with self._lock:
            alive = self.alive
        if alive:
            self._wait()
