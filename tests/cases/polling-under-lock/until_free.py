import threading
import time


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._free = []
        self._tokens = 1.0

    def give(self, item):
        with self._lock:
            self._free.append(item)

    def take(self):
        with self._lock:
            while not self._free:
                time.sleep(0.01)  # expect: LG204 unsafe
            return self._free.pop()

    def refill(self):
        self._tokens = min(1.0, self._tokens + 0.1)

    def pay(self, price):
        """The tokens are counted anew for each look."""
        # One at a time.
        with self._lock:
            began = time.monotonic()
            self.refill()

            # Wait until there are enough.
            while self._tokens < price:
                time.sleep((price - self._tokens) / 2)  # expect: LG204 unsafe
                self.refill()

            # Pay.
            self._tokens -= price
        return time.monotonic() - began

    def once(self):
        with self._lock:
            self._free.append(None)
            while len(self._free) < 9:
                time.sleep(0.01)  # expect: LG204 refused: can't be done again

    def found(self, wanted):
        with self._lock:
            while self._free:
                if self._free[-1] == wanted:
                    break
                time.sleep(0.01)  # expect: LG204 refused: left in its middle
            return self._free.pop()


# --- fixed ---
import threading
import time


class Pool:
    def __init__(self):
        self._lock = threading.Lock()
        self._free = []
        self._tokens = 1.0

    def give(self, item):
        with self._lock:
            self._free.append(item)

    def take(self):
        while True:
            with self._lock:
                if self._free:
                    return self._free.pop()
            time.sleep(0.01)

    def refill(self):
        self._tokens = min(1.0, self._tokens + 0.1)

    def pay(self, price):
        """The tokens are counted anew for each look."""
        # One at a time.
        began = time.monotonic()
        while True:
            with self._lock:
                self.refill()

                # Wait until there are enough.
                if not (self._tokens < price):
                    # Pay.
                    self._tokens -= price
                    break
                tokens = self._tokens
            time.sleep((price - tokens) / 2)
        return time.monotonic() - began

    def once(self):
        with self._lock:
            self._free.append(None)
            while len(self._free) < 9:
                time.sleep(0.01)

    def found(self, wanted):
        with self._lock:
            while self._free:
                if self._free[-1] == wanted:
                    break
                time.sleep(0.01)
            return self._free.pop()
