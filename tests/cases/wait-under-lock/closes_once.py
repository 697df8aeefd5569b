"""Only one thread ever passes a flag that nobody takes back: what it decided stays true."""

import queue
import threading

END = object()


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self._closed = False
        self._items = queue.Queue(100)
        self._thread = threading.Thread(target=print)

    def close(self):
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._items.put(END)  # expect: LG201 unsafe
            self._thread.join()


class Again:
    def __init__(self):
        self._lock = threading.Lock()
        self._closed = False
        self._items = queue.Queue(100)

    def open(self):
        with self._lock:
            self._closed = False

    def close(self):
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._items.put(END)  # expect: LG201 display


# --- fixed ---
"""Only one thread ever passes a flag that nobody takes back: what it decided stays true."""

import queue
import threading

END = object()


class Sender:
    def __init__(self):
        self._lock = threading.Lock()
        self._closed = False
        self._items = queue.Queue(100)
        self._thread = threading.Thread(target=print)

    def close(self):
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._items.put(END)
        self._thread.join()


class Again:
    def __init__(self):
        self._lock = threading.Lock()
        self._closed = False
        self._items = queue.Queue(100)

    def open(self):
        with self._lock:
            self._closed = False

    def close(self):
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._items.put(END)
