"""What is made elsewhere is a lock by its name: whether it is entered by a with block is known if somebody does so."""


class Entered:
    def __init__(self, lock):
        self._lock = lock
        self.total = 0

    def add(self, text):
        self._lock.acquire()  # expect: LG205 safe
        self.total += int(text)
        self._lock.release()

    def seen(self):
        with self._lock:
            return self.total


class NeverEntered:
    def __init__(self, lock):
        self._lock = lock
        self.total = 0

    def add(self, text):
        self._lock.acquire()  # expect: LG205 display
        self.total += int(text)
        self._lock.release()

# --- fixed ---
"""What is made elsewhere is a lock by its name: whether it is entered by a with block is known if somebody does so."""


class Entered:
    def __init__(self, lock):
        self._lock = lock
        self.total = 0

    def add(self, text):
        with self._lock:
            self.total += int(text)

    def seen(self):
        with self._lock:
            return self.total


class NeverEntered:
    def __init__(self, lock):
        self._lock = lock
        self.total = 0

    def add(self, text):
        self._lock.acquire()
        self.total += int(text)
        self._lock.release()
