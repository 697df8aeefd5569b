"""LG102 closed-on-some-paths

What: some paths of the function release the resource; another one, without any exception, leaves it open.

Why: an early return, a branch or a loop exit that skips the close leaks only for some inputs, so tests pass and the
pool drains slowly.

Bad:
    def find(pool, key):
        connection = pool.getconn()
        cursor = connection.cursor()
        if not key:
            return None
        cursor.execute("SELECT 1")
        cursor.close()
        pool.putconn(connection)

Good:
    def find(pool, key):
        connection = pool.getconn()
        try:
            with connection.cursor() as cursor:
                if not key:
                    return None
                cursor.execute("SELECT 1")
        finally:
            pool.putconn(connection)

Fix safety: as for never-closed.

Known limits: conditions are followed for None, True and False only; two conditions that always agree are not known to.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.by_flow and leak.released


def _message(leak: Leak) -> str:
    return (
        f"{leak.what} stays open on the path that leaves at line {leak.exit_row}; other paths close it, and {leak.cost}"
    )


RULE = Rule("LG102", "closed-on-some-paths", "a path without exception skips the release", __doc__, _matches, _message)
