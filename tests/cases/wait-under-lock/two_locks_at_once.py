import threading
import time

one = threading.Lock()
two = threading.Lock()
count = 0


def pause():
    global count
    with one, two:
        count += 1
        time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers
