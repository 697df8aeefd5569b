"""LG103 closed-only-if-nothing-raises

What: the resource is released at the end of the happy path only; an exception in between leaves it open.

Why: errors come in bursts, and each one then costs a connection, just when the service needs them most.

Bad:
    def count(connection):
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM job")
        total = cursor.fetchone()[0]
        cursor.close()
        return total

Good:
    def count(connection):
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM job")
            total = cursor.fetchone()[0]
        return total

Fix safety: as for never-closed. Existing closes inside the new block are dropped, since many drivers raise on a second
one.

Known limits: a call that letgo knows nothing of may raise; such a path is a warning only if a pool or a server pays
for it.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.by_flow and not leak.handed_on


def _message(leak: Leak) -> str:
    return f"{leak.what} stays open if {leak.cause}; {leak.cost}"


RULE = Rule("LG103", "closed-only-if-nothing-raises", "an exception skips the release", __doc__, _matches, _message)
