import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)  # false-alarm: LG101 the returned iterator needs it; the SAFE fix closes it under it
    cur = conn.cursor("stream")  # expect: LG110 info unsafe
    cur.execute("SELECT * FROM event")
    return iter(cur)

# --- fixed, not yet: iter(cur) holds cur and its connection ---
import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor("stream")
    try:
        cur.execute("SELECT * FROM event")
    except BaseException:
        cur.close()
        raise
    return iter(cur)
