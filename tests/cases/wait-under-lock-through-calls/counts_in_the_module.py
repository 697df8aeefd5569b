import threading
import time

lock = threading.Lock()
state = {}
count = 0


def put(key):
    with lock:
        state[key] = 1


def change(key):
    with lock:
        state[key] = 2
        pause()  # expect: LG202 display


def pause():
    global count
    count += 1
    time.sleep(1)
