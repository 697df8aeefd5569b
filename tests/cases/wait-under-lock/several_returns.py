import queue
import threading


class Cache:
    def __init__(self):
        self._lock = threading.Lock()
        self._queue = queue.Queue()
        self._queues = {}

    def put(self, key):
        with self._lock:
            self._queues[key] = queue.Queue()
            self._queue = key

    def of_the_key(self, key):
        with self._lock:
            if key in self._queues:
                return self._queues[key].get()  # expect: LG201 refused: self._queues is read where it may have changed (line 18)
            self._queues[key] = 1
            return self._queue.get()

    def in_two_ways(self, key, source: queue.Queue):
        with self._lock:
            if key in self._queues:
                return source.get()  # expect: LG201 refused: self._queues is read where it may have changed (line 25)
            self._queues[key] = 1
            return source.get(timeout=3)

    def behind_a_break(self, source: queue.Queue):
        with self._lock:
            for each in self._queues:
                if each:
                    break
                return source.get()  # expect: LG201 refused: guarded state is written with or after the wait (self._queues, line 36)
            self._queues[1] = 1
            return source.get()

    def in_a_loop_of_a_loop(self, source: queue.Queue):
        with self._lock:
            for each in self._queues:
                if each:
                    return source.get()  # expect: LG201 refused: guarded state is written with or after the wait (self._queues, line 46)
                while each:
                    return source.get()
            self._queues[1] = 1
            return source.get()
