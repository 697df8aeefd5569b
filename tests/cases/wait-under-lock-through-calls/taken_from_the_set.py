"""What is shut down is taken out of the set first: whoever looks then doesn't find it any more."""

import threading


class Reader:
    def __init__(self):
        self._thread = threading.Thread(target=print)

    def shutdown(self):
        self._thread.join()


class Provider:
    def __init__(self):
        self._lock = threading.Lock()
        self._readers = set()
        self._last = None

    def add(self, reader: Reader):
        with self._lock:
            self._readers.add(reader)

    def remove(self, reader: Reader):
        with self._lock:
            if reader not in self._readers:
                raise ValueError(reader)
            reader.shutdown()  # expect: LG202 unsafe
            self._readers.remove(reader)

    def replace(self, reader: Reader):
        with self._lock:
            reader.shutdown()  # expect: LG202 display
            self._readers.add(reader)

    def keep(self, reader: Reader):
        with self._lock:
            reader.shutdown()  # expect: LG202 display
            self._last = reader


# --- fixed ---
"""What is shut down is taken out of the set first: whoever looks then doesn't find it any more."""

import threading


class Reader:
    def __init__(self):
        self._thread = threading.Thread(target=print)

    def shutdown(self):
        self._thread.join()


class Provider:
    def __init__(self):
        self._lock = threading.Lock()
        self._readers = set()
        self._last = None

    def add(self, reader: Reader):
        with self._lock:
            self._readers.add(reader)

    def remove(self, reader: Reader):
        with self._lock:
            if reader not in self._readers:
                raise ValueError(reader)
            self._readers.remove(reader)
        reader.shutdown()

    def replace(self, reader: Reader):
        with self._lock:
            reader.shutdown()
            self._readers.add(reader)

    def keep(self, reader: Reader):
        with self._lock:
            reader.shutdown()
            self._last = reader
