import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)  # false-alarm: LG101 the returned iterator needs it
    cur = conn.cursor("stream")  # false-alarm: LG101 the returned iterator needs it
    cur.execute("SELECT * FROM event")
    return iter(cur)

# --- fixed, not yet: iter(cur) holds cur and its connection ---
import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor("stream")
    cur.execute("SELECT * FROM event")
    return iter(cur)
