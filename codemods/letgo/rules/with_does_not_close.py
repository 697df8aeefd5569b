"""LG106 with-does-not-close

What: a `with` block is entered on a resource whose exit commits, or gives nothing back, and leaves it open.

Why: it looks closed and isn't. sqlite3's and psycopg2's connections commit or roll back; `with pool.getconn()` keeps
the slot of the pool.

Bad:
    def save(path):
        with sqlite3.connect(path) as connection:
            connection.execute("INSERT INTO job VALUES (1)")

Good:
    def save(path):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO job VALUES (1)")

Fix safety: as for never-closed; the commit stays where it was.

Known limits: what a driver's `with` does is known for the drivers of the catalogue only.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.by_flow and leak.entered and not leak.released


def _message(leak: Leak) -> str:
    return f"{leak.what} stays open after the with block, which only ends its transaction; {leak.cost}"


RULE = Rule("LG106", "with-does-not-close", "the with block leaves it open", __doc__, _matches, _message)
