import threading
import time


class Shards:
    def __init__(self):
        self._locks = [threading.Lock() for _ in range(3)]
        self._by_name = {"a": threading.Lock()}
        self._count = 0

    def new(self):
        return threading.Lock()

    def by_number(self, number):
        with self._locks[number]:
            self._count += 1
            time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers

    def by_name(self, name):
        lock = self._by_name[name]
        with lock:
            self._count += 1
            time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers

    def of_its_own(self):
        with self.new():
            self._count += 1
            time.sleep(1)

    def each(self):
        for lock in self._locks:
            with lock:
                self._count += 1
                time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers
