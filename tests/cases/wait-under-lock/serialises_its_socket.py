"""The lock is there so that only one writes to the socket: design, told as info, never rewritten."""

import socket
import threading


class Link:
    def __init__(self, address):
        self._send_lock = threading.Lock()
        self._socket = socket.create_connection(address)

    def send(self, data):
        with self._send_lock:
            self._socket.sendall(data)  # expect: LG201 info refused: what the lock is for
