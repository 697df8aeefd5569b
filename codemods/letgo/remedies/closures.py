"""Nested functions share the variables of the function around them, as methods share fields."""

from __future__ import annotations

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Bind, Call, Event, Operand, reads, root
from letgo.program.intent import MUTATES
from letgo.program.locks import Held


def shared_change(held: Held, event: Event) -> str:
    """The variable of the function around that an event reads or changes and that the scope changes, "" if none."""
    graph = held.facts.graph
    inside = [graph.nodes[number].event for number in held.scope.nodes] if graph else []
    changed = {
        root(each.receiver)
        for each in inside
        if isinstance(each, Call) and each.method in MUTATES and captures(held.facts, each.receiver)
    }
    return next((root(each) for each in reads(event) if each and root(each) in changed), "")


def captures(facts: FunctionFacts, operand: Operand) -> bool:
    """Whether an operand starts at a variable of the function around: nested functions share it, as methods a field."""
    name = root(operand)
    if not facts.parent or facts.graph is None or not name.isidentifier():
        return False
    own = {each.name for each in facts.parameters} | {node.writes for node in facts.graph.nodes}
    return name not in own


def changed_around(facts: FunctionFacts) -> list[str]:
    """The variables of the function around that a nested function changes."""
    changed: set[str] = set()
    for event in [node.event for node in facts.graph.nodes] if facts.graph else ():
        if isinstance(event, Bind) and event.dst.startswith("nonlocal."):
            changed.add(event.dst.removeprefix("nonlocal."))
        elif isinstance(event, Bind) and "." in event.dst and captures(facts, event.dst):
            changed.add(root(event.dst))
        elif isinstance(event, Call) and event.method in MUTATES and captures(facts, event.receiver):
            changed.add(root(event.receiver))
    return sorted(changed)
