"""Close the resource only if something raises before it is handed on, and raise again."""

from __future__ import annotations

from letgo.flow.blocks import Statement, inside
from letgo.flow.effects import Effect, Rank
from letgo.flow.graph import Await, Bind, Call, Enter, Event, Item, Iterate, Next, Raise, Return
from letgo.flow.plan import OnError, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.reach import Reach, bound_again

HANDED = frozenset({"returned", "kept", "yielded"})


def close_on_error(reach: Reach) -> Plan | Refusal:
    """What stands between the acquisition and the hand-over goes into a try that closes and raises again."""
    kind, name = reach.acquisition.kind, reach.anchor.target
    if reach.anchor.kind != "bind" or not name or not reach.anchor.alone:
        return Refusal("the acquisition is not bound to a name by a statement of its own")
    if kind.release_by or not kind.release:
        return Refusal(f"no explicit release of a {kind.name} is known here")
    suite, index = reach.at.suite, reach.at.index
    if reach.used_outside(suite, index):
        return Refusal(f"{name} is used outside of the suite that acquires it")
    behind = suite.statements[index + 1 :]
    if not any(each.id in _handing(reach) for statement in behind for each in inside(statement)):
        return Refusal("there is no single place where it is handed on")
    body = _set_up(reach, behind)
    if not body:
        return Refusal("nothing stands between the acquisition and the hand-over")
    if any(not statement.alone for statement in body):
        return Refusal("a statement of the set-up shares its line with another")
    again = bound_again(reach, name, body)
    if again:
        return Refusal(f"{name} is bound again inside of the set-up, at line {again}")
    text = f"{'await ' if kind.release_awaited else ''}{name}.{kind.release}()"
    return Plan(
        (OnError(reach.anchor.id, body[-1].id, text),),
        f"Close {name} if the set-up raises",
        Safety.UNSAFE,
        ("it adds an exception handler",),
    )


def _handing(reach: Reach) -> dict[int, list[int]]:
    """Statement id -> its nodes that hand the resource on."""
    found: dict[int, list[int]] = {}
    for end in reach.acquisition.endings:
        if end.how in HANDED:
            found.setdefault(reach.graph.nodes[end.node].stmt, []).append(end.node)
    return found


def _set_up(reach: Reach, behind: tuple[Statement, ...]) -> list[Statement]:
    """The statements that may raise while nobody else has the resource, from the first behind the acquisition on."""
    handing = _handing(reach)
    end = 0
    for position, statement in enumerate(behind):
        ids = {each.id for each in inside(statement)}
        if ids & reach.releases.keys():
            break
        hands = [node for stmt in ids & handing.keys() for node in handing[stmt]]
        raises = any(_raises(reach, stmt) for stmt in ids)
        if not hands:
            end = position + 1 if raises or ids & reach.uses else end
        elif all(isinstance(reach.graph.nodes[node].event, Return) for node in hands):
            end = position + 1 if raises else end
        else:
            if raises and not statement.suites and all(_is_last(reach, node) for node in hands):
                end = position + 1
            break
    return list(behind[:end])


def _raises(reach: Reach, stmt: int, start: int = 0) -> bool:
    """Whether a statement, from a node on, may raise in practice."""
    effects = reach.analysis.values.effects
    nodes = reach.graph.nodes
    return any(nodes[n].stmt == stmt and _may(nodes[n].event, effects.get(n)) for n in range(start, len(nodes)))


def _may(event: Event | None, effect: Effect | None) -> bool:
    if isinstance(event, Call):
        return effect is None or effect.raises is not Rank.NEVER
    return isinstance(event, Await | Enter | Item | Iterate | Next | Raise)


def _is_last(reach: Reach, node: int) -> bool:
    """Whether the statement can't raise any more once the resource is handed on."""
    found = reach.graph.nodes[node]
    calm = isinstance(found.event, Bind) or not _may(found.event, reach.analysis.values.effects.get(node))
    return calm and not _raises(reach, found.stmt, node + 1)
