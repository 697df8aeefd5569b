import threading
import time


class Store:
    def wait(self):
        time.sleep(1)


def made(log):
    store = None
    lock = None

    def begin():
        nonlocal store, lock
        store = Store()
        lock = threading.Lock()

    def rest():
        nonlocal store
        with lock:
            log.append(1)
            store.wait()  # expect: LG202 display
            store = None

    def pause():
        nonlocal lock
        with lock:
            log.append(1)
            time.sleep(1)  # expect: LG201 refused: the wait itself may be what the lock is for: it spaces out its callers
            lock = None

    return begin, rest, pause
