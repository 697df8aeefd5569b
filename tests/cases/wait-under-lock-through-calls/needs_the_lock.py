"""What looks free to leave and isn't: where the lock is for more than what its block says."""

import contextlib
import os
import threading
import time
import urllib.request

_lock = threading.Lock()


@contextlib.contextmanager
def folder(path):
    with _lock:
        old = os.getcwd()
        os.chdir(path)
        try:
            yield
        finally:
            os.chdir(old)


def build(path, seen):
    """Its block is in another folder."""
    with folder(path):
        seen.append(path)
        urllib.request.urlopen("http://localhost/build")  # expect: LG201 refused: it calls getcwd()


def counted(jobs, log):
    """What closures share changes under the lock, as fields do."""
    lock = threading.Lock()
    left = set(jobs)

    def done(job):
        with lock:
            left.discard(job)
            urllib.request.urlopen("http://localhost/done")  # expect: LG201 display
            if left:
                return
        log.append(job)

    return done


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0
        self._seen: list[int] = []

    def see(self, number):
        with self._lock:
            self._seen.append(number)

    def add(self, number):
        """Two would count from the same number."""
        with self._lock:
            count = self._count
            more = urllib.request.urlopen("http://localhost/add").read()  # expect: LG201 refused: what others made of it
            self._count = count + number + len(more)


class Threads:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def begin(self, thread: threading.Thread):
        with self._lock:
            self._threads.append(thread)

    def end(self, thread: threading.Thread):
        # It avoids concurrent joins.
        with self._lock:
            self._threads.remove(thread)
            thread.join()  # expect: LG201 refused: a comment says "concurrent"


class Bus:
    def __init__(self, channel):
        self._lock = threading.Lock()
        self._channel = channel
        self._known: dict[str, bytes] = {}
        self._closing = threading.Lock()
        self._state = "open"

    def find(self, key):
        with self._lock:
            self._known[key] = b""
            return self._raw(key)  # expect: LG202 refused: _raw() is only called under the lock

    def find_all(self, keys):
        with self._lock:
            for key in keys:
                self._known.pop(key)
                self._raw(key)  # expect: LG202 refused: _raw() is only called under the lock

    def _raw(self, key):
        time.sleep(0.1)
        self._channel.write(key)
        return b""

    def close(self):
        """Whether it is closing is told by the lock itself."""
        if self._closing.locked():
            return
        with self._closing:
            self._state = "closing"
            self._say_so()  # expect: LG202 refused: it is asked whether the lock is taken

    def closed(self):
        with self._closing:
            return self._state == "closed"

    def _say_so(self):
        time.sleep(0.1)


class Socket:
    def __init__(self, inner):
        self._inner = inner

    def write(self, text):
        time.sleep(0.1)
        self._inner.append(text)

    def readline(self):
        time.sleep(0.1)
        return self._inner.pop()


class Probe:
    def __init__(self, inner):
        self._lock = threading.Lock()
        self._socket = Socket(inner)
        self._number = 0

    def ask(self, text):
        with self._lock:
            self._number += 1
            self._socket.write(f"{self._number} {text}")  # expect: LG202 info refused: a question is sent
            return self._socket.readline()


class Leases:
    def __init__(self, client):
        self._client = client

    def take(self, path):
        lock = self._client.make_lock(path)
        with lock:
            self._client.delete(path)
            urllib.request.urlopen(f"http://localhost/{path}")  # expect: LG201 info refused: a lock with a name


class Frames:
    @staticmethod
    def write(sock, data):
        sock.sendall(data)


class Stream:
    """The channel is kept beside the lock."""

    def __init__(self, peer):
        self.peer = peer

    def begin(self, data):
        with self.peer.lock:
            self.peer.begun += 1
            Frames.write(self.peer.sock, data)  # expect: LG202 info refused: it serialises the use of

    def end(self):
        with self.peer.lock:
            self.peer.begun -= 1


class Loop:
    """What is waited for is set going by the block."""

    def __init__(self):
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._begun: list[threading.Thread] = []
        self._state = ""

    def begin(self, thread: threading.Thread):
        with self._lock:
            if self._begun:
                return
            self._begun.append(thread)
            thread.start()
            if not self._ready.wait(1):  # expect: LG201 refused: is read where it may have changed
                self._begun.clear()
                self._state = "late"
