import sqlite3


def log_event(text, conn=None):
    if conn is None:
        conn = sqlite3.connect("events.db")  # expect: LG101
    conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
    conn.commit()

# --- fixed ---
import sqlite3
from contextlib import ExitStack, closing


def log_event(text, conn=None):
    with ExitStack() as stack:
        if conn is None:
            conn = stack.enter_context(closing(sqlite3.connect("events.db")))
        conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
        conn.commit()
