import sqlite3
import threading


def start(path, work):
    connection = sqlite3.connect(path, check_same_thread=False)  # false-alarm: LG101 the thread has it; the SAFE fix closes it while the thread runs
    thread = threading.Thread(target=work, args=(connection,))
    thread.start()

# --- fixed, not yet: a thread keeps its arguments ---
import sqlite3
import threading


def start(path, work):
    connection = sqlite3.connect(path, check_same_thread=False)
    thread = threading.Thread(target=work, args=(connection,))
    thread.start()
