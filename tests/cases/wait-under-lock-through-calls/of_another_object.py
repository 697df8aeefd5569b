import threading
import time


class Pool:
    def __init__(self):
        self.lock = threading.Lock()
        self.items = []


class User:
    def __init__(self, pool: Pool):
        self.pool = pool
        self.thread = threading.Thread(target=print)

    def add(self):
        with self.pool.lock:
            self.pool.items.append(1)
            self.rest()  # expect: LG202 display

    def rest(self):
        self.thread.join(len(self.pool.items))
