"""A copy that is made before what adds to it would miss what is added."""

import threading


class Store:
    def __init__(self):
        self._thread = threading.Thread(target=print)

    def close(self):
        self._thread.join()


class Stores:
    def __init__(self):
        self._lock = threading.RLock()
        self._stores: dict[str, Store] = {}

    def add(self, name, store):
        with self._lock:
            self._stores[name] = store

    def end(self):
        with self._lock:
            self.add("default", Store())
            for store in self._stores.values():
                store.close()  # expect: LG202 display

    def renew(self):
        store = Store()
        with self._lock:
            store.close()  # expect: LG202 refused: would have been read before
            self.add("default", Store())
            for store in self._stores.values():
                store.close()

