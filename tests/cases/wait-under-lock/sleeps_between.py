"""Nothing that is read before is written after: two blocks."""

import threading
import time

lock = threading.Lock()
begun = []
ended = []


def paced(pause):
    with lock:
        begun.append(pause)
        time.sleep(pause)  # expect: LG201 display
        ended.append(pause)


def count():
    with lock:
        return len(begun)
