import sqlite3


def rename(path, old, new):
    # One connection per call: the worker forks.
    connection = sqlite3.connect(path)  # expect: LG103
    # A trailing comment about the statement.
    connection.execute(
        "UPDATE tag SET name = ? WHERE name = ?",  # placeholders only
        (new, old),
    )

    # The journal is flushed here.
    connection.commit()
    connection.close()
    # Nothing to report.
    return True

# --- fixed ---
import sqlite3
from contextlib import closing


def rename(path, old, new):
    # One connection per call: the worker forks.
    with closing(sqlite3.connect(path)) as connection:
        # A trailing comment about the statement.
        connection.execute(
            "UPDATE tag SET name = ? WHERE name = ?",  # placeholders only
            (new, old),
        )

        # The journal is flushed here.
        connection.commit()
    # Nothing to report.
    return True
