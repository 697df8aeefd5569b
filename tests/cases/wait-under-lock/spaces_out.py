"""One after the other, with a pause in between: that is what this lock is for, though nobody says so."""

import threading
import time

lock = threading.Lock()


def pause(gap):
    with lock:
        time.sleep(gap)  # expect: LG201 refused: nothing would stay
