"""Nested functions share the variables of the function around: what one of them changes stays under the lock."""

import threading
import time


def combine(sources, observer):
    lock = threading.Lock()
    values = [None] * len(sources)
    seen = [False] * len(sources)

    def tell(i):
        seen[i] = True
        if all(seen):
            time.sleep(1)
            observer.on_next(tuple(values))

    def subscribe(i):
        def on_next(x):
            with lock:
                values[i] = x
                tell(i)  # expect: LG202 refused: touches what the lock guards

        return on_next

    def marks(i):
        with lock:
            values[i] = None
            time.sleep(1)  # expect: LG201 display
            values[i] = False

    def peek():
        with lock:
            return list(values)

    return [subscribe(i) for i in range(len(sources))], marks, peek
