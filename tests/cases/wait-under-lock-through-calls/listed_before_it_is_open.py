"""What is listed under the lock and opened behind it is found by others while it isn't open yet."""

import threading
import time


class Channel:
    def __init__(self, number):
        self.number = number
        self.state = "closed"

    def open(self):
        self.state = "opening"
        time.sleep(0.1)
        self.state = "open"


class Connection:
    def __init__(self):
        self._lock = threading.Lock()
        self._channels = {}

    def _free(self):
        number = 1
        while number in self._channels and self._channels[number].state != "closed":
            number += 1
        return number

    def channel(self, lazy=False):
        with self._lock:
            channel = Channel(self._free())
            self._channels[channel.number] = channel
            if not lazy:
                channel.open()  # expect: LG202 display
        return channel

    def forget(self, number):
        with self._lock:
            del self._channels[number]
