import psycopg2


def balance(dsn, account):
    conn = psycopg2.connect(dsn)  # expect: LG103
    cur = conn.cursor()  # expect: LG103 info
    cur.execute("SELECT sum(amount) FROM entry WHERE account = %s", (account,))
    (total,) = cur.fetchone()
    cur.close()
    conn.close()
    return total
