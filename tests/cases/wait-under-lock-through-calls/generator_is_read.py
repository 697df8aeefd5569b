"""A generator waits where it is read, not where it is made."""

import threading
import time

lock = threading.Lock()
kept = []


def ticks():
    while True:
        time.sleep(1)
        yield 1


def make():
    with lock:
        kept.append(1)
        return ticks()


def first():
    with lock:
        kept.append(2)
        for tick in ticks():  # expect: LG202 unsafe
            return tick


def count():
    with lock:
        return len(kept)

# --- fixed ---
"""A generator waits where it is read, not where it is made."""

import threading
import time

lock = threading.Lock()
kept = []


def ticks():
    while True:
        time.sleep(1)
        yield 1


def make():
    with lock:
        kept.append(1)
        return ticks()


def first():
    with lock:
        kept.append(2)
    for tick in ticks():
        return tick


def count():
    with lock:
        return len(kept)
