import psycopg2


def store(dsn, rows):
    try:
        conn = psycopg2.connect(dsn)
        cur = conn.cursor()
        cur.executemany("INSERT INTO event VALUES (%s)", rows)
        conn.commit()
    finally:
        conn.close()
