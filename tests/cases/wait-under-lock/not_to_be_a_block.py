import threading
import time

lock = threading.Lock()
state = {}


def change(key):
    with lock:
        state[key] = 1


def two_on_a_line(key):
    lock.acquire(); state.pop(key)
    time.sleep(1)  # expect: LG201 refused: they share a line with another statement
    lock.release()


def hands_out(key):
    lock.acquire()
    yield state[key]
    time.sleep(1)  # expect: LG201 refused: the function yields in between
    lock.release()


def returns_with_it(key):
    lock.acquire()
    if key in state:
        return
    time.sleep(1)  # expect: LG201 refused: some path returns with the lock held
    lock.release()
