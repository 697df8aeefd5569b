import sqlite3


def touch(connection: sqlite3.Connection, job: int) -> None:
    connection.cursor().execute("UPDATE job SET seen = 1 WHERE id = ?", (job,))  # expect: LG105
    connection.commit()

# --- fixed ---
import sqlite3
from contextlib import closing


def touch(connection: sqlite3.Connection, job: int) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("UPDATE job SET seen = 1 WHERE id = ?", (job,))
    connection.commit()
