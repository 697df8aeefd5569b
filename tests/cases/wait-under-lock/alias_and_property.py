import threading
import time


class Shared:
    def __init__(self):
        self._guard = threading.Lock()
        self.count = 0

    @property
    def guard(self):
        return self._guard

    def bump(self):
        with self.guard:
            self.count += 1
            time.sleep(1)  # expect: LG201 unsafe

    def bump_twice(self):
        mine = self._guard
        with mine:
            self.count += 2
            time.sleep(1)  # expect: LG201 unsafe

    def reset(self):
        with self._guard:
            self.count = 0

# --- fixed ---
import threading
import time


class Shared:
    def __init__(self):
        self._guard = threading.Lock()
        self.count = 0

    @property
    def guard(self):
        return self._guard

    def bump(self):
        with self.guard:
            self.count += 1
        time.sleep(1)

    def bump_twice(self):
        mine = self._guard
        with mine:
            self.count += 2
        time.sleep(1)

    def reset(self):
        with self._guard:
            self.count = 0
