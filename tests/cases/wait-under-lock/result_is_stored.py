"""What is waited for is stored under the lock: who comes second must look again."""

import threading


class Cache:
    def __init__(self):
        self._lock = threading.Lock()
        self._found = {}

    def get(self, key, executor, load):
        future = executor.submit(load, key)
        with self._lock:
            if key not in self._found:
                self._found[key] = future.result()  # missed: LG201 an untyped executor's future is not told by its word
            return self._found[key]
