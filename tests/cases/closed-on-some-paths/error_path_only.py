import logging
import sqlite3

log = logging.getLogger(__name__)


def apply(path, statements):
    connection = sqlite3.connect(path)  # expect: LG102
    try:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    except sqlite3.Error:
        log.exception("migration failed")
        connection.rollback()
        connection.close()
        raise

# --- fixed ---
import logging
import sqlite3
from contextlib import closing

log = logging.getLogger(__name__)


def apply(path, statements):
    with closing(sqlite3.connect(path)) as connection:
        try:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        except sqlite3.Error:
            log.exception("migration failed")
            connection.rollback()
            raise
