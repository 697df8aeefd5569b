"""What a wait is given is worked out under the lock; what comes into it during the wait is never dropped after it."""

import json
import threading
import urllib.request


def send(text):
    return urllib.request.urlopen("http://localhost/", text).read()


class Buffer:
    def __init__(self):
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self._hosts: dict[str, str] = {}

    def add(self, line):
        with self._lock:
            self._lines.append(line)
            self._hosts[line] = line

    def flush(self):
        with self._lock:
            send("\n".join(self._lines))  # expect: LG202 display
            self._lines.clear()

    def flush_some(self):
        with self._lock:
            if self._lines:
                send(json.dumps(self._lines))  # expect: LG202 display
                self._lines = []

    def flush_all(self):
        with self._lock:
            send(json.dumps(self._lines))  # expect: LG202 display
            self._forget()

    def _forget(self):
        self._lines = []
        self._hosts.clear()

    def tell(self, key):
        with self._lock:
            self._lines.append(key)
            send(self._hosts[key])  # expect: LG202 display

    def tell_again(self, key):
        with self._lock:
            self._lines.append(key)
            send(self._hosts.get(key))  # expect: LG202 display
            if self._lines:
                self._hosts[key] = key

    def ask(self):
        with self._lock:
            self._lines.append("ask")
            answer = send(json.dumps(self._lines))  # expect: LG202 refused: would be dropped after it, unseen
            self._reset(answer)

    def ask_some(self):
        with self._lock:
            if self._lines:
                answer = send(json.dumps(self._lines))  # expect: LG202 refused: is read where it may have changed
                self._hosts[answer] = answer
                self._lines.clear()

    def next(self):
        with self._lock:
            self._hosts.clear()
            send(self._lines.pop())  # expect: LG202 refused: is read where it may have changed

    def _reset(self, answer):
        self._lines = [answer]
