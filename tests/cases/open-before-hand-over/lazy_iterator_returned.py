import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)  # expect: LG110 info unsafe
    cur = conn.cursor("stream")  # expect: LG110 info unsafe
    cur.execute("SELECT * FROM event")
    return iter(cur)

# --- fixed ---
import psycopg2


def stream(dsn):
    conn = psycopg2.connect(dsn)
    try:
        cur = conn.cursor("stream")
        try:
            cur.execute("SELECT * FROM event")
            return iter(cur)
        except BaseException:
            cur.close()
            raise
    except BaseException:
        conn.close()
        raise
