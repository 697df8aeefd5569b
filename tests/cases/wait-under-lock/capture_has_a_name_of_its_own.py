"""A name that something nested reads, or that is a function's or a keyword, is not bound anew."""

import threading


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._filter = threading.Thread(target=print)
        self._class = threading.Thread(target=print)
        self._stops = 0

    def start(self):
        with self._lock:
            self._filter = threading.Thread(target=print)
            self._class = threading.Thread(target=print)

    def stop(self, jobs):
        with self._lock:
            self._stops += 1
            self._filter.join()  # expect: LG201 safe
        return list(filter(None, jobs))

    def halt(self, filter):
        with self._lock:
            self._stops += 1
            self._filter.join()  # expect: LG201 safe
        return lambda job: filter(job)

    def end(self):
        with self._lock:
            self._stops += 1
            self._class.join()  # expect: LG201 safe

# --- fixed ---
"""A name that something nested reads, or that is a function's or a keyword, is not bound anew."""

import threading


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._filter = threading.Thread(target=print)
        self._class = threading.Thread(target=print)
        self._stops = 0

    def start(self):
        with self._lock:
            self._filter = threading.Thread(target=print)
            self._class = threading.Thread(target=print)

    def stop(self, jobs):
        with self._lock:
            self._stops += 1
            filter_2 = self._filter
        filter_2.join()
        return list(filter(None, jobs))

    def halt(self, filter):
        with self._lock:
            self._stops += 1
            filter_2 = self._filter
        filter_2.join()
        return lambda job: filter(job)

    def end(self):
        with self._lock:
            self._stops += 1
            taken = self._class
        taken.join()
