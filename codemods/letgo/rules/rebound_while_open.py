"""LG104 rebound-while-open

What: the only name of an open resource is bound to something else, or deleted.

Why: after that nothing in the program can close it.

Bad:
    def copy(source, target):
        cursor = source.cursor()
        cursor.execute("SELECT 1")
        cursor = target.cursor()
        cursor.execute("SELECT 2")
        cursor.close()

Good:
    def copy(source, target):
        with closing(source.cursor()) as cursor:
            cursor.execute("SELECT 1")
        with closing(target.cursor()) as cursor:
            cursor.execute("SELECT 2")

Fix safety: as for never-closed.

Known limits: none known.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.by_flow and leak.named and leak.lost_at > 0


def _message(leak: Leak) -> str:
    return f"{leak.what} is still open when its name is bound again at line {leak.lost_at}; {leak.cost}"


RULE = Rule("LG104", "rebound-while-open", "its last name is bound to something else", __doc__, _matches, _message)
