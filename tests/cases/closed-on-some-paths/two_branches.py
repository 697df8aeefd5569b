import sqlite3

import psycopg2


def orders(settings):
    if settings.local:
        conn = sqlite3.connect(settings.path)  # expect: LG103
    else:
        conn = psycopg2.connect(settings.dsn)  # expect: LG103
    cursor = conn.cursor()  # expect: LG103
    cursor.execute("SELECT id FROM orders")
    found = [row[0] for row in cursor.fetchall()]
    cursor.close()
    conn.close()
    return found
