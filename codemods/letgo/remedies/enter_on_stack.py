"""Hold what is acquired only in some branch, around all of its uses: on an `ExitStack`, or by a `finally`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from letgo.flow.blocks import Statement, locate
from letgo.flow.plan import Cover, Operation, Plan, Stack
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.drop_releases import drop_releases
from letgo.remedies.fresh import fresh_name
from letgo.remedies.opener import form
from letgo.remedies.reach import Reach, bound_again


@dataclass(frozen=True, slots=True)
class _Range:
    """The branch that acquires, what follows it up to the last use, and the operations that drop releases."""

    body: list[Statement]
    dropped: list[Operation]


def enter_on_stack(reach: Reach, floors: Mapping[str, str]) -> Plan | Refusal:
    """The innermost suite that holds the branch and all uses becomes the stack's block, from the branch on."""
    found = form(reach, floors)
    if isinstance(found, Refusal):
        return found
    if found.opener is None:
        return Refusal("its release can't be entered on an ExitStack")
    held = _held(reach)
    if isinstance(held, Refusal):
        return held
    level, reasons = safety(reach, held.body)
    name, stack = reach.anchor.target, fresh_name(reach.graph, "stack", reach.taken)
    entered = Stack(held.body[0].id, held.body[-1].id, stack, ((reach.anchor.id, found.opener),))
    return Plan((entered, *held.dropped), f"Enter {name} on an ExitStack", level, reasons, frozenset({stack}))


def close_in_finally(reach: Reach) -> Plan | Refusal:
    """The same by a try statement, for a Python that has no `ExitStack`; a name of its own says what it opened."""
    kind = reach.acquisition.kind
    if not kind.release or kind.release_by or kind.release_awaited:
        return Refusal(f"a {kind.name} is not released by a plain call of its own")
    held = _held(reach)
    if isinstance(held, Refusal):
        return held
    level, reasons = safety(reach, held.body)
    name, own = reach.anchor.target, fresh_name(reach.graph, "opened", reach.taken)
    cover = Cover(held.body[0].id, held.body[-1].id, (reach.anchor.id,), own, kind.release)
    return Plan((cover, *held.dropped), f"Release {name} in a finally clause", level, reasons, frozenset({own}))


def _held(reach: Reach) -> _Range | Refusal:
    """The innermost suite that holds the branch and all uses, from the branch on."""
    name = reach.anchor.target
    if reach.anchor.kind != "bind" or name not in reach.names or not reach.anchor.alone:
        return Refusal("the acquisition is not bound to a name by a statement of its own")
    for outer, suite in reversed(reach.at.around):
        if outer.kind not in ("if", "try", "match") or suite.role == "finally":
            return Refusal(f"it is acquired inside of a {outer.kind} at line {outer.first} and used outside of it")
        where = locate(reach.tree, outer.id)
        if where is None:
            break
        holder, index = where.suite, where.index
        if holder.role != "elif" and not reach.used_outside(holder, index):
            last = holder.statements[reach.last_held(holder, index)]
            body = list(holder.statements[index : holder.statements.index(last) + 1])
            if any(not statement.alone for statement in body):
                return Refusal("a statement of the block shares its line with another")
            again = bound_again(reach, name, body[1:])
            if again:
                return Refusal(f"{name} is bound again inside of the block, at line {again}")
            dropped = drop_releases(reach)
            if isinstance(dropped, Refusal):
                return dropped
            return _Range(body, dropped)
    return Refusal(f"{name} is used outside of the suite that acquires it")
