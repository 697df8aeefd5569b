"""LG101 never-closed

What: a connection, cursor, result or session is acquired, and no path of the function releases it or hands it on.

Why: a pooled connection that is never closed is lost to every other caller; two weeks of one such call per change
request emptied a pool of ten. CPython's collector hides the fault on good days, and never does where a cycle, a
traceback or another interpreter keeps the object.

Bad:
    def newest(path):
        connection = sqlite3.connect(path)
        return connection.execute("SELECT max(id) FROM change").fetchall()

Good:
    def newest(path):
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT max(id) FROM change").fetchall()

Fix safety: safe if nothing that needs the resource is used after the block and no session state dies early that
somebody may still need; else unsafe.

Known limits: a resource that a callee outside of the project keeps is taken for borrowed.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.by_flow and not leak.released and not leak.handed_on


def _message(leak: Leak) -> str:
    if "returned" in leak.hows or "kept" in leak.hows:
        where = f"the path that ends at line {leak.exit_row}"
        return f"{leak.what} stays open on {where}, where nobody takes it over; {leak.cost}"
    return f"{leak.what} is never closed; {leak.cost}"


RULE = Rule("LG101", "never-closed", "no path releases the resource", __doc__, _matches, _message)
