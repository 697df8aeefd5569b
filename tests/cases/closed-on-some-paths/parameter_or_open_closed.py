import sqlite3


def log_event(text, conn=None):
    own = conn is None
    if own:
        conn = sqlite3.connect("events.db")  # expect: LG103
    conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
    conn.commit()
    if own:
        conn.close()
