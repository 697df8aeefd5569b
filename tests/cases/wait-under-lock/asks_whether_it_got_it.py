import threading
import time

lock = threading.Lock()
count = 0


def pause():
    global count
    got = lock.acquire(timeout=3)
    mine = got
    if not mine:
        return
    count += 1
    time.sleep(1)  # expect: LG201 refused: acquire() is called in a way that a with block has no form for
    lock.release()
