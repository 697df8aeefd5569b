"""Enter a resource that is acquired only in some branch on an `ExitStack` around all of its uses."""

from __future__ import annotations

from collections.abc import Mapping

from letgo.flow.blocks import locate
from letgo.flow.plan import Plan, Stack
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.drop_releases import drop_releases
from letgo.remedies.fresh import fresh_name
from letgo.remedies.opener import form
from letgo.remedies.reach import Reach, bound_again


def enter_on_stack(reach: Reach, floors: Mapping[str, str]) -> Plan | Refusal:
    """The innermost suite that holds the branch and all uses becomes the stack's block, from the branch on."""
    name = reach.anchor.target
    if reach.anchor.kind != "bind" or name not in reach.names or not reach.anchor.alone:
        return Refusal("the acquisition is not bound to a name by a statement of its own")
    found = form(reach, floors)
    if isinstance(found, Refusal):
        return found
    if found.opener is None:
        return Refusal("its release can't be entered on an ExitStack")
    inner = reach.anchor
    for outer, suite in reversed(reach.at.around):
        if outer.kind not in ("if", "try", "match") or suite.role == "finally":
            return Refusal(f"it is acquired inside of a {outer.kind} at line {outer.first} and used outside of it")
        inner = outer
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
            level, reasons = safety(reach, body)
            stack = fresh_name(reach.graph, "stack", reach.taken)
            held = Stack(inner.id, last.id, stack, ((reach.anchor.id, found.opener),))
            return Plan((held, *dropped), f"Enter {name} on an ExitStack", level, reasons, frozenset({stack}))
    return Refusal(f"{name} is used outside of the suite that acquires it")
