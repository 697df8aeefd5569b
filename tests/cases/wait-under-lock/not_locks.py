"""Names that only hold the letters of one, and a condition on a lock."""

import time


def write(blocks, clock, unlocked, self):
    with blocks:
        time.sleep(1)
    with clock.running():
        time.sleep(1)
    with unlocked:
        time.sleep(1)
    with self.lock and self.sock:
        time.sleep(1)
    try:
        raise BlockingIOError
    except BlockingIOError:
        time.sleep(1)
