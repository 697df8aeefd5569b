import threading
import time


class Client:
    def __init__(self):
        time.sleep(1)


class Session:
    def __init__(self):
        self._lock = threading.Lock()
        self.client = None

    def open(self):
        with self._lock:
            self.client = Client()  # expect: LG202 refused: guarded state is written
