"""What is known about the names that conditions test: None or not, true or false, along each path."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from letgo.flow.graph import FALSE, NONE, TRUE, Bind, Event, Graph, Node, Operand, Test, writes

ENTRIES = 8  # sets of facts that are told apart at one node

Facts = frozenset[tuple[Operand, str]]


def tested_operands(graph: Graph) -> frozenset[Operand]:
    """Operands whose None-ness or truth some condition asks for."""
    names = {node.event.operand for node in graph.nodes if isinstance(node.event, Test)}
    for node in reversed(graph.nodes):
        if isinstance(node.event, Bind) and node.event.dst in names:
            names.add(node.event.src)
    return frozenset(name for name in names if not name.startswith("#"))


def approach(graph: Graph, tested: frozenset[Operand]) -> dict[int, set[Facts]]:
    """What may be known about tested names on arrival at each node, the resource not yet there."""
    seen: dict[int, set[Facts]] = {graph.entry: {frozenset()}}
    queue: deque[tuple[int, Facts]] = deque([(graph.entry, frozenset())])
    while queue:
        number, facts = queue.popleft()
        node = graph.nodes[number]
        for end, known in _ways(node, facts, tested):
            have = seen.setdefault(end, set())
            if known in have:
                continue
            if len(have) >= ENTRIES:
                known = frozenset()
                if known in have:
                    continue
            have.add(known)
            queue.append((end, known))
    return seen


def _ways(node: Node, facts: Facts, tested: frozenset[Operand]) -> Iterator[tuple[int, Facts]]:
    if node.raises >= 0:
        yield node.raises, facts
    event = node.event
    if isinstance(event, Test):
        for slot, known in branches(event, facts):
            if slot < len(node.next) and node.next[slot] >= 0:
                yield node.next[slot], known
        return
    after = learn(event, facts, tested)
    for end in node.next:
        if end >= 0:
            yield end, after


def branches(event: Test, facts: Facts) -> Iterator[tuple[int, Facts]]:
    """The successors a condition may take, with what is known behind each."""
    known = {what for operand, what in facts if operand == event.operand}
    if event.what == "none":
        if "some" not in known and "true" not in known:
            yield 0, with_fact(facts, event.operand, "none")
        if "none" not in known:
            yield 1, with_fact(facts, event.operand, "true" if "true" in known else "some")
        return
    if "none" not in known and "false" not in known:
        yield 0, with_fact(facts, event.operand, "true")
    if "true" not in known:
        yield 1, with_fact(facts, event.operand, "none" if "none" in known else "false")


def with_fact(facts: Facts, operand: Operand, what: str) -> Facts:
    """The facts with one about `operand` in place of what was known of it."""
    if operand.startswith("#"):
        return facts
    return frozenset({*(fact for fact in facts if fact[0] != operand), (operand, what)})


def learn(event: Event | None, facts: Facts, tested: frozenset[Operand]) -> Facts:
    """What is known after an event."""
    dst = writes(event)
    if not dst:
        return facts
    if facts:
        prefix = dst + "."
        if any(operand == dst or operand.startswith(prefix) for operand, _ in facts):
            facts = frozenset(fact for fact in facts if fact[0] != dst and not fact[0].startswith(prefix))
    if isinstance(event, Bind) and dst in tested:
        constant = {NONE: "none", TRUE: "true", FALSE: "false"}.get(event.src)
        if constant:
            return facts | {(dst, constant)}
        more = [(dst, what) for operand, what in facts if operand == event.src]
        return facts.union(more) if more else facts
    return facts
