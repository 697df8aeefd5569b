"""What is said beside the condition stays with it; what is said at the end of the loop has no place any more."""

import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.Lock()
        self._busy = False

    def enter(self):
        with self._lock:
            while self._busy:  # somebody else is in
                time.sleep(0.1)  # expect: LG204 unsafe
            self._busy = True

    def enter_slowly(self):
        with self._lock:
            while self._busy:
                time.sleep(1)  # expect: LG204 refused: comment
                # long enough
            self._busy = True

    def leave(self):
        with self._lock:
            self._busy = False

# --- fixed ---
"""What is said beside the condition stays with it; what is said at the end of the loop has no place any more."""

import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.Lock()
        self._busy = False

    def enter(self):
        while True:
            with self._lock:
                if not self._busy:  # somebody else is in
                    self._busy = True
                    break
            time.sleep(0.1)

    def enter_slowly(self):
        with self._lock:
            while self._busy:
                time.sleep(1)
                # long enough
            self._busy = True

    def leave(self):
        with self._lock:
            self._busy = False
