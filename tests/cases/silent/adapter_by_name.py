def names(adapter):
    conn = adapter.connect()
    cur = adapter.cursor(conn)
    try:
        cur.execute("SELECT name FROM product")
        return cur.fetchall()
    finally:
        conn.close()
