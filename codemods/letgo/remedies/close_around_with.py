"""Keep a `with` block that only ends the transaction, and close the resource around it."""

from __future__ import annotations

from letgo.flow.graph import Bind, Enter, is_temporary
from letgo.flow.plan import Opener, Plan, Rewrap
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.reach import Reach


def close_around_with(reach: Reach) -> Plan | Refusal:
    """`with connect() as c:` becomes `with closing(connect()) as c, c:`."""
    kind = reach.acquisition.kind
    if kind.release != "close" or kind.release_awaited or kind.release_by:
        return Refusal(f"no helper closes a {kind.name} around its with block")
    if reach.anchor.kind != "with" or reach.anchor.awaited:
        return Refusal("the resource is not acquired in the head of a with block")
    suite, index = reach.at.suite, reach.at.index
    body = suite.statements[index]
    if reach.used_outside(suite, index) or reach.last_in(suite, index) != index:
        return Refusal("it is used after the with block")
    name = _target(reach)
    if not name:
        return Refusal("the with block gives it no name")
    if any(stmt != reach.anchor.id for stmt in reach.releases):
        return Refusal("it is also released inside of the with block")
    level, reasons = safety(reach, [body])
    place = reach.graph.nodes[reach.acquisition.node].place
    held = Rewrap(reach.anchor.id, place, name, Opener("contextlib.closing"))
    return Plan((held,), f"Close {name} after its with block", level, reasons)


def _target(reach: Reach) -> str:
    entered = {
        node.event.dst
        for node in reach.graph.nodes
        if isinstance(node.event, Enter) and node.event.manager in reach.acquisition.names
    }
    for node in reach.graph.nodes:
        if isinstance(node.event, Bind) and node.event.src in entered and not is_temporary(node.event.dst):
            return node.event.dst
    return ""
