"""LG110 open-before-hand-over

What: a factory sets up the resource before it returns or stores it, and the set-up may raise.

Why: the caller never gets to see the object that it would have to close.

Bad:
    def connect(path):
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

Good:
    def connect(path):
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

Fix safety: unsafe: it adds control flow.

Known limits: reported as info, since the window is short.
"""

from letgo.flow.effects import Rank
from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.by_flow and leak.handed_on and leak.witness.came < Rank.UNKNOWN


def _message(leak: Leak) -> str:
    return f"{leak.what} is lost if {leak.cause}, before it is handed on; {leak.cost}"


RULE = Rule("LG110", "open-before-hand-over", "the set-up may raise before the hand-over", __doc__, _matches, _message)
