import socket
import threading


class Client:
    def __init__(self):
        self.link = socket.create_connection(("localhost", 1))


class Session:
    def __init__(self):
        self._lock = threading.Lock()
        self.client = None

    def open(self):
        with self._lock:
            self.client = Client()  # expect: LG202 display

    def close(self):
        with self._lock:
            self.client = None
