"""Keep a `with` block that only ends the transaction, and close the resource around it."""

from __future__ import annotations

from letgo.flow.blocks import inside
from letgo.flow.graph import Bind, Enter, is_temporary
from letgo.flow.plan import Around, Operation, Plan, Rewrap
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.drop_releases import drop_releases
from letgo.remedies.fresh import fresh_name
from letgo.remedies.opener import Form, form
from letgo.remedies.reach import Reach


def close_around_with(reach: Reach) -> Plan | Refusal:
    """`with connect() as c:` becomes `with closing(connect()) as c, c:`, or stands in a block or try of its own."""
    kind = reach.acquisition.kind
    if reach.anchor.kind != "with" or reach.anchor.awaited:
        return Refusal("the resource is not acquired in the head of a with block")
    suite, index = reach.at.suite, reach.at.index
    if reach.used_outside(suite, index):
        return Refusal("it is used outside of the suite of the with block")
    within = {each.id for each in inside(reach.anchor)}
    if any(stmt in within for stmt in reach.releases):
        return Refusal("it is also released inside of the with block")
    given = _target(reach)
    if not given and kind.as_binds != "self":
        return Refusal("the with block gives another thing than the resource")
    name = given or fresh_name(reach.graph, kind.kind, reach.taken)
    reach.names = {name}
    found = form(reach, {})
    if isinstance(found, Refusal):
        return found
    last = reach.last_held(suite, index)
    body = list(suite.statements[index : last + 1])
    if any(not statement.alone for statement in body):
        return Refusal("a statement of the block shares its line with another")
    dropped = drop_releases(reach)
    if isinstance(dropped, Refusal):
        return dropped
    held = _held(reach, name, found, body[-1].id, bool(given))
    level, reasons = safety(reach, body)
    title = f"Close {name} after its with block"
    return Plan((held, *dropped), title, level, reasons, frozenset() if given else frozenset({name}))


def _held(reach: Reach, name: str, found: Form, last: int, named: bool) -> Operation:
    place = reach.graph.nodes[reach.acquisition.node].place
    if found.opener is not None and last == reach.anchor.id:
        return Rewrap(reach.anchor.id, place, name, found.opener, named)
    return Around(reach.anchor.id, last, place, name, found.opener, found.release, named)


def _target(reach: Reach) -> str:
    """The name the block gives it, "" if none."""
    entered = {
        node.event.dst
        for node in reach.graph.nodes
        if isinstance(node.event, Enter) and node.event.manager in reach.acquisition.names
    }
    for node in reach.graph.nodes:
        if isinstance(node.event, Bind) and node.event.src in entered and not is_temporary(node.event.dst):
            return node.event.dst
    return ""
