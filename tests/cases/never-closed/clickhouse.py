import clickhouse_connect
import clickhouse_driver


def count(host):
    client = clickhouse_connect.get_client(host=host)
    return client.query("SELECT count() FROM event").result_rows


def size(host):
    client = clickhouse_driver.Client(host)
    return client.execute("SELECT count() FROM event")


def through(dsn):
    conn = clickhouse_driver.connect(dsn)  # expect: LG101
    cursor = conn.cursor()  # expect: LG101
    cursor.execute("SELECT count() FROM event")
    return cursor.fetchone()

# --- fixed ---
from contextlib import closing

import clickhouse_connect
import clickhouse_driver


def count(host):
    client = clickhouse_connect.get_client(host=host)
    return client.query("SELECT count() FROM event").result_rows


def size(host):
    client = clickhouse_driver.Client(host)
    return client.execute("SELECT count() FROM event")


def through(dsn):
    with closing(clickhouse_driver.connect(dsn)) as conn, closing(conn.cursor()) as cursor:
        cursor.execute("SELECT count() FROM event")
        return cursor.fetchone()
