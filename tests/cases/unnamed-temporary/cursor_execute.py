import sqlite3


def touch(connection: sqlite3.Connection, job: int) -> None:
    connection.cursor().execute("UPDATE job SET seen = 1 WHERE id = ?", (job,))  # expect: LG105
    connection.commit()
