"""LG105 unnamed-temporary

What: the resource is used in the expression that acquires it and never gets a name.

Why: nothing can close it. It lives until the collector comes by, which may be never if a cycle or a traceback holds it.
A generator that is only asked for its value (`next(get_db())`) is such a temporary, too: it ends while it is suspended,
and its cleanup may run before the value is used.

Bad:
    def touch(connection):
        connection.cursor().execute("UPDATE job SET seen = 1")

Good:
    def touch(connection):
        with closing(connection.cursor()) as cursor:
            cursor.execute("UPDATE job SET seen = 1")

Fix safety: safe if the value of the expression doesn't need the resource (`fetchone()`); else unsafe or refused.

Known limits: a generator is told by its yield of a resource that it acquires and releases itself.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.by_flow and not leak.named and not leak.released and not leak.entered


def _message(leak: Leak) -> str:
    if leak.kind.kind == "generator":
        return "generator has no name to close it by; its cleanup runs at collection, perhaps before the first use"
    return f"{leak.what} has no name to close it by; {leak.cost}"


RULE = Rule("LG105", "unnamed-temporary", "the resource has no name", __doc__, _matches, _message)
