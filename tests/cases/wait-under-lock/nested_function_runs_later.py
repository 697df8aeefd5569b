import threading
import time

lock = threading.Lock()


def schedule(later):
    with lock:

        def pause():
            time.sleep(1)

        later.append(pause)
        later.append(lambda: time.sleep(2))
