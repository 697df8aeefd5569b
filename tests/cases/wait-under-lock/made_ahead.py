import queue
import threading


class Cache:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._made = {}

    def put(self, key):
        with self._lock:
            self._made[key] = key

    def only(self, key, source: queue.Queue):
        with self._lock:
            return source.get()  # expect: LG201 refused: nothing would stay under the lock: whether it is needed at all is for a person to decide

    def once(self, key, source: queue.Queue):
        with self._lock:
            if key not in self._made:
                self._made[key] = source.get()  # expect: LG201 display

    def once_or_else(self, key, source: queue.Queue):
        with self._lock:
            if key not in self._made:
                self._made[key] = source.get()  # expect: LG201 display
            else:
                self._made[key] = 1
