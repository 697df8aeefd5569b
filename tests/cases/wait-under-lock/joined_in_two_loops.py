import threading


class Threads:
    def __init__(self):
        self._lock = threading.Lock()
        self._begun = []

    def begin(self, thread):
        with self._lock:
            self._begun.append(thread)

    def end(self):
        with self._lock:
            for each in self._begun:
                each.thread.join()  # expect: LG201
            for other in self._begun:
                other.thread.join()

# --- fixed ---
import threading


class Threads:
    def __init__(self):
        self._lock = threading.Lock()
        self._begun = []

    def begin(self, thread):
        with self._lock:
            self._begun.append(thread)

    def end(self):
        with self._lock:
            begun = list(self._begun)
        for each in begun:
            each.thread.join()
        for other in begun:
            other.thread.join()
