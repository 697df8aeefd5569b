"""A lock that is handed in is known by its name alone."""

import time


def paced(lock, calls):
    with lock:
        calls.append(1)
        time.sleep(1)  # expect: LG201 refused: spaces out
