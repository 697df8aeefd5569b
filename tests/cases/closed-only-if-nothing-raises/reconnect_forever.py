import time

import psycopg2


def follow(dsn, show):
    while True:
        try:
            conn = psycopg2.connect(dsn)  # expect: LG103
            cur = conn.cursor()  # expect: LG103
            while True:
                cur.execute("SELECT max(id) FROM event")
                show(cur.fetchone())
                time.sleep(1)
        except psycopg2.OperationalError:
            time.sleep(5)

# --- fixed ---
import time
from contextlib import closing

import psycopg2


def follow(dsn, show):
    while True:
        try:
            with closing(psycopg2.connect(dsn)) as conn, conn.cursor() as cur:
                while True:
                    cur.execute("SELECT max(id) FROM event")
                    show(cur.fetchone())
                    time.sleep(1)
        except psycopg2.OperationalError:
            time.sleep(5)
