"""Close the resource only if something raises before it is handed on, and raise again."""

from __future__ import annotations

from letgo.flow.blocks import inside
from letgo.flow.plan import OnError, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.reach import Reach


def close_on_error(reach: Reach) -> Plan | Refusal:
    """The set-up between the acquisition and the hand-over goes into a try that closes and raises again."""
    kind, name = reach.acquisition.kind, reach.anchor.target
    if reach.anchor.kind != "bind" or not name or not reach.anchor.alone:
        return Refusal("the acquisition is not bound to a name by a statement of its own")
    if kind.release_by or not kind.release:
        return Refusal(f"no explicit release of a {kind.name} is known here")
    suite, index = reach.at.suite, reach.at.index
    if reach.releases or reach.used_outside(suite, index):
        return Refusal(f"{name} is used or released outside of the suite that acquires it")
    handing = {
        reach.graph.nodes[end.node].stmt
        for end in reach.acquisition.endings
        if end.how in ("returned", "kept", "yielded")
    }
    last = index
    for position in range(index + 1, len(suite.statements)):
        statement = suite.statements[position]
        if any(each.id in handing for each in inside(statement)):
            break
        if any(each.id in reach.uses for each in inside(statement)):
            last = position
    else:
        return Refusal("there is no single place where it is handed on")
    body = suite.statements[index + 1 : last + 1]
    if not body:
        return Refusal("nothing stands between the acquisition and the hand-over")
    if any(not statement.alone for statement in body):
        return Refusal("a statement of the set-up shares its line with another")
    text = f"{'await ' if kind.release_awaited else ''}{name}.{kind.release}()"
    return Plan(
        (OnError(reach.anchor.id, body[-1].id, text),),
        f"Close {name} if the set-up raises",
        Safety.UNSAFE,
        ("it adds an exception handler",),
    )
