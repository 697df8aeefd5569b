import sqlite3


def log_event(text, conn=None):
    if conn is None:
        conn = sqlite3.connect("events.db")  # expect: LG101
    conn.execute("INSERT INTO event (text) VALUES (?)", (text,))
    conn.commit()
