"""A property that reads the state decides which way: two threads that ask without the lock go the same way."""

import threading


class Blinker:
    def __init__(self, work):
        self._thread = threading.Thread(target=work)

    def stop(self):
        self._thread.join()


class Lamp:
    def __init__(self, pin, work):
        self._lock = threading.Lock()
        self._blinker = Blinker(work)
        self._pin = pin
        self._level = 0

    @property
    def lit(self):
        return self._level > 0

    def on(self):
        self._blinker.stop()
        self._pin.raise_to(1)

    def off(self):
        self._blinker.stop()
        self._pin.raise_to(0)

    def dim(self, level):
        with self._lock:
            self._level = level

    def toggle(self):
        with self._lock:
            if self.lit:
                self.off()  # expect: LG202 display
            else:
                self.on()
