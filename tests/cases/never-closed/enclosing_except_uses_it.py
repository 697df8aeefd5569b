import logging

import psycopg2

log = logging.getLogger(__name__)


def store(dsn, rows):
    try:
        conn = psycopg2.connect(dsn)  # expect: LG101 refused: used outside of the suite
        cur = conn.cursor()
        cur.executemany("INSERT INTO event VALUES (%s)", rows)
        conn.commit()
    except psycopg2.DatabaseError:
        conn.rollback()
        log.exception("could not store")
