import sqlite3


def log_event(text, conn=None):
    own = conn is None
    if own:
        conn = sqlite3.connect("events.db")  # wrong: LG103 unsafe -> LG103 because the old close goes away with its condition
    conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
    conn.commit()
    if own:
        conn.close()

# --- fixed, not yet: the old close is left standing ---
import sqlite3
from contextlib import ExitStack, closing


def log_event(text, conn=None):
    own = conn is None
    with ExitStack() as stack:
        if own:
            conn = stack.enter_context(closing(sqlite3.connect("events.db")))
        conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
        conn.commit()
