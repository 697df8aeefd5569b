import threading
import time


def test_others_wait():
    lock = threading.Lock()
    seen = []

    def other():
        with lock:
            seen.append(1)

    with lock:
        threading.Thread(target=other).start()
        time.sleep(0.5)  # expect: LG201 info refused: what the lock is for
        assert not seen
