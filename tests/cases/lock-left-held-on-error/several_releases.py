import threading

lock = threading.Lock()


def first(text, values):
    lock.acquire()  # expect: LG205 refused: several places
    if not text:
        lock.release()
        return None
    values.append(int(text))
    lock.release()
    return values
