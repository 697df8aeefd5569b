"""acquire() and release() with a finally clause, or without: a block in all but its spelling."""

import threading
import time

lock = threading.Lock()


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=print)
        self._threads = []
        self._stopped = False

    def renew(self):
        with self._lock:
            self._threads.append(self._thread)
            self._thread = threading.Thread(target=print)

    def stop(self):
        # once
        self._lock.acquire()
        try:
            # whoever comes next sees it
            self._stopped = True
            self._thread.join()  # expect: LG201 safe
        finally:
            self._lock.release()
        return self._stopped

    def end(self):
        try:
            self._lock.acquire()
            for thread in self._threads:
                thread.join()  # expect: LG201 display
            self._threads = []
        finally: self._lock.release()

    def pause(self):
        self._lock.acquire()
        self._threads.append(None)
        time.sleep(1)  # expect: LG201 unsafe
        self._lock.release()

    def caught(self, text):
        self._lock.acquire()
        try:
            self._threads.append(int(text))
            self._thread.join()  # expect: LG201 refused: where it may have changed
        except ValueError:
            self._threads.clear()
        finally:
            self._lock.release()

    def at_most(self, seconds):
        self._lock.acquire(timeout=seconds)
        try:
            self._stopped = True
            self._thread.join()  # expect: LG201 refused: a with block has no form for
        finally:
            self._lock.release()

    def asked(self, text):
        self._lock.acquire()
        if not text:
            self._lock.release()
            return None
        self._thread.join()  # expect: LG201 refused: it is released in several places
        self._lock.release()
        return text


def paced(calls):
    lock.acquire()
    try:
        calls.append(1)
        time.sleep(1)  # expect: LG201 refused: it spaces out its callers
    finally:
        lock.release()

# --- fixed ---
"""acquire() and release() with a finally clause, or without: a block in all but its spelling."""

import threading
import time

lock = threading.Lock()


class Worker:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=print)
        self._threads = []
        self._stopped = False

    def renew(self):
        with self._lock:
            self._threads.append(self._thread)
            self._thread = threading.Thread(target=print)

    def stop(self):
        # once
        with self._lock:
            # whoever comes next sees it
            self._stopped = True
            thread = self._thread
        thread.join()
        return self._stopped

    def end(self):
        try:
            self._lock.acquire()
            for thread in self._threads:
                thread.join()
            self._threads = []
        finally: self._lock.release()

    def pause(self):
        with self._lock:
            self._threads.append(None)
        time.sleep(1)

    def caught(self, text):
        self._lock.acquire()
        try:
            self._threads.append(int(text))
            self._thread.join()
        except ValueError:
            self._threads.clear()
        finally:
            self._lock.release()

    def at_most(self, seconds):
        self._lock.acquire(timeout=seconds)
        try:
            self._stopped = True
            self._thread.join()
        finally:
            self._lock.release()

    def asked(self, text):
        self._lock.acquire()
        if not text:
            self._lock.release()
            return None
        self._thread.join()
        self._lock.release()
        return text


def paced(calls):
    lock.acquire()
    try:
        calls.append(1)
        time.sleep(1)
    finally:
        lock.release()
