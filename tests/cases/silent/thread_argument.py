import sqlite3
import threading


def start(path, work):
    connection = sqlite3.connect(path, check_same_thread=False)
    thread = threading.Thread(target=work, args=(connection,))
    thread.start()
