"""Hold the resource in a `with` block (or try/finally) from its acquisition to the last use of anything tied to it."""

from __future__ import annotations

from collections.abc import Mapping

from letgo.flow.blocks import Statement, inside
from letgo.flow.plan import After, Block, Guard, Operation, Plan
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.drop_releases import drop_releases
from letgo.remedies.opener import Form, form
from letgo.remedies.reach import Reach, bound_again

LONG = 40  # lines; a diff that moves more of them than that is not read


def hold_in_block(reach: Reach, floors: Mapping[str, str]) -> Plan | Refusal:
    """`name = acquire()` and what follows, up to the last use, in one block of the same suite."""
    suite, index = reach.at.suite, reach.at.index
    name = _name(reach)
    if isinstance(name, Refusal):
        return name
    if suite.role == "elif" or not reach.anchor.alone:
        return Refusal("the acquisition shares its line with something else")
    if reach.used_outside(suite, index):
        return Refusal(f"{name} is used outside of the suite that acquires it")
    last = reach.last_held(suite, index)
    body = list(suite.statements[index + 1 : last + 1])
    if not body:
        return Refusal(f"nothing uses {name}, so there is no block to hold it in")
    if any(not statement.alone for statement in body):
        return Refusal("a statement of the block shares its line with another")
    again = bound_again(reach, name, body)
    if again:
        return Refusal(f"{name} is bound again inside of the block, at line {again}")
    found = form(reach, floors)
    if isinstance(found, Refusal):
        return found
    dropped = drop_releases(reach)
    if isinstance(dropped, Refusal):
        return dropped
    return _plan(reach, name, body, found, dropped)


def _plan(reach: Reach, name: str, body: list[Statement], found: Form, dropped: list[Operation]) -> Plan:
    level, reasons = safety(reach, body)
    ready = _ready_finally(reach, body)
    release = found.release or (f"{name}.close()" if reach.acquisition.kind.release == "close" else "")
    if ready is not None and release and not dropped:
        after = After(ready.id, release, always=True)
        return Plan((after,), f"Release {name} in the finally clause that is there", level, reasons)
    if found.opener is None:
        guard = Guard(reach.anchor.id, body[-1].id, found.release)
        return Plan((guard, *dropped), f"Release {name} in a finally clause", level, reasons)
    block = Block(reach.anchor.id, body[-1].id, name, found.opener, keeps_anchor=reach.anchor.target != name)
    return Plan((block, *dropped), f"Hold {name} in a with block", level, reasons)


def _ready_finally(reach: Reach, body: list[Statement]) -> Statement | None:
    """The last statement of a `finally` around a body too long to be indented anew, if nothing in it raises."""
    if len(body) != 1 or body[0].kind != "try" or body[0].last - body[0].first < LONG:
        return None
    final = next((suite for suite in body[0].suites if suite.role == "finally"), None)
    if final is None or any(reach.acts(each.id) for statement in final.statements for each in inside(statement)):
        return None
    last = final.statements[-1]
    return last if last.alone and last.kind not in ("return", "raise", "jump") else None


def _name(reach: Reach) -> str | Refusal:
    """The name the acquisition is bound to by its statement, if it is bound to one."""
    names = sorted(reach.names)
    if reach.anchor.target and reach.anchor.target in reach.names:
        return reach.anchor.target
    if len(names) == 1:
        return names[0]
    return Refusal("it has more than one name" if names else "it has no name")
