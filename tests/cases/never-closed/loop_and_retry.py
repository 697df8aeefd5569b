import time

import psycopg2


def wait_for_database(dsn, attempts=30):
    for attempt in range(attempts):
        try:
            conn = psycopg2.connect(dsn)  # expect: LG101
            conn.cursor().execute("SELECT 1")  # expect: LG105
            return True
        except psycopg2.OperationalError:
            time.sleep(attempt)
    return False

# --- fixed ---
import time
from contextlib import closing

import psycopg2


def wait_for_database(dsn, attempts=30):
    for attempt in range(attempts):
        try:
            with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cursor:
                cursor.execute("SELECT 1")
            return True
        except psycopg2.OperationalError:
            time.sleep(attempt)
    return False
