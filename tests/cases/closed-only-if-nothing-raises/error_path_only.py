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
