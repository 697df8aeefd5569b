"""A worker that reads the field anew would wait on the new queue for ever: so that is only shown."""

import queue
import threading


class Workers:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._workers = [threading.Thread(target=self._work)]

    def _work(self):
        while self._queue.get() is not None:
            pass

    def add(self):
        with self._lock:
            self._workers.append(threading.Thread(target=self._work))

    def stop(self):
        with self._lock:
            self._queue.put_nowait(None)
            while self._workers:
                worker = self._workers.pop()
                worker.join()  # expect: LG201 display
            self._queue = queue.Queue()
