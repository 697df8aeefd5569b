import logging

import psycopg2

log = logging.getLogger(__name__)


def store(dsn, rows):
    try:
        conn = psycopg2.connect(dsn)  # expect: LG101
        cur = conn.cursor()  # expect: LG101
        cur.executemany("INSERT INTO event VALUES (%s)", rows)
        conn.commit()
    except psycopg2.DatabaseError:
        conn.rollback()
        log.exception("could not store")

# --- fixed ---
import logging
from contextlib import ExitStack, closing

import psycopg2

log = logging.getLogger(__name__)


def store(dsn, rows):
    with ExitStack() as stack:
        try:
            conn = stack.enter_context(closing(psycopg2.connect(dsn)))
            with conn.cursor() as cur:
                cur.executemany("INSERT INTO event VALUES (%s)", rows)
            conn.commit()
        except psycopg2.DatabaseError:
            conn.rollback()
            log.exception("could not store")
