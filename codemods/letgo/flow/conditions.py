"""What is known about the names that conditions test: None or not, true or false, along each path.

Facts are the bits of one number, four for each tested operand: none, some, true, false; one of them is set if something
is known. Only what a later condition may still ask for is kept, so that paths which differ in nothing else meet again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from letgo.flow.graph import FALSE, NONE, TRUE, Bind, Event, Graph, Operand, Test, root

ENTRIES = 8  # sets of facts that are told apart at one node

Facts = int
NOTHING: Facts = 0
ANY = 0b1111
BITS = {"none": 1, "some": 2, "true": 4, "false": 8}
CONSTANTS = {NONE: "none", TRUE: "true", FALSE: "false"}


class _Learned(NamedTuple):
    """What an event does to facts: those it leaves, those it gives, and whose it copies to whom (shifts, -1: none)."""

    keeps: Facts
    gives: Facts
    source: int
    target: int


class Conditions:
    """The tested operands of one graph, and how facts about them change on the way."""

    __slots__ = ("_graph", "_learned", "_objects", "_shift", "live")

    def __init__(self, graph: Graph, acquired: Iterable[Operand] = ()) -> None:
        """`acquired` is what acquiring calls bind: whatever holds that is true unless it is None."""
        self._graph = graph
        self._objects = _bound(graph, acquired)
        self._shift = {operand: 4 * index for index, operand in enumerate(sorted(_tested(graph)))}
        self._learned = self._learning() if self._shift else {}
        self.live: list[Facts] = self._liveness()  # what may still be asked for, on arrival at each node

    def after(self, number: int, facts: Facts) -> Facts:
        """What is known after the event of a node."""
        learned = self._learned.get(number)
        if learned is None:
            return facts
        facts = facts & learned.keeps | learned.gives
        if learned.source >= 0:
            facts |= ((facts >> learned.source) & ANY) << learned.target
        return facts

    def having(self, facts: Facts, operand: Operand, what: str) -> Facts:
        """The facts with one about `operand` in place of what was known of it; nothing new if nobody tests it."""
        shift = self._shift.get(operand)
        return facts if shift is None else facts & ~(ANY << shift) | BITS[what] << shift

    def branches(self, event: Test, facts: Facts) -> Iterator[tuple[int, Facts]]:
        """The successors a condition may take, with what is known behind each."""
        shift = self._shift.get(event.operand)
        if shift is None:
            yield 0, facts
            yield 1, facts
            return
        known = (facts >> shift) & ANY
        rest = facts & ~(ANY << shift)
        none, some, true, false = (known & bit for bit in BITS.values())
        if event.what == "none":
            if not some and not true:
                yield 0, rest | BITS["none"] << shift
            if not none:
                yield 1, rest | BITS["true" if true else "some"] << shift
            return
        if not none and not false:
            yield 0, rest | BITS["true"] << shift
        if not true:
            yield 1, rest | BITS["none" if none else "false"] << shift

    def approach(self) -> dict[int, set[Facts]]:
        """What may be known on arrival at each node, the resource not yet there."""
        start = self._graph.entry
        seen: dict[int, set[Facts]] = {start: {NOTHING}}
        queue: deque[tuple[int, Facts]] = deque([(start, NOTHING)])
        while queue:
            number, facts = queue.popleft()
            for end, known in self._ways(number, facts):
                known &= self.live[end]
                have = seen.setdefault(end, set())
                if known in have:
                    continue
                if len(have) >= ENTRIES:
                    known = NOTHING
                    if known in have:
                        continue
                have.add(known)
                queue.append((end, known))
        return seen

    def _ways(self, number: int, facts: Facts) -> Iterator[tuple[int, Facts]]:
        node = self._graph.nodes[number]
        if node.raises >= 0:
            yield node.raises, facts
        event = node.event
        if isinstance(event, Test):
            falsy = event.what != "truth" or not self._is_object(event.operand, facts)
            for slot, known in self.branches(event, facts):
                if slot < len(node.next) and node.next[slot] >= 0 and (falsy or slot == 0):
                    yield node.next[slot], known
            return
        after = self.after(number, facts)
        for end in node.next:
            if end >= 0:
                yield end, after

    def _is_object(self, operand: Operand, facts: Facts) -> bool:
        """Whether it is known not to be None, and is nothing that may be false otherwise."""
        shift = self._shift.get(operand)
        return shift is not None and operand in self._objects and bool(facts & BITS["some"] << shift)

    def _learning(self) -> dict[int, _Learned]:
        """What each node's event does to facts; nodes that do nothing are left out."""
        kin: dict[str, list[Operand]] = {}
        for operand in self._shift:
            kin.setdefault(root(operand), []).append(operand)
        found: dict[int, _Learned] = {}
        for number, node in enumerate(self._graph.nodes):
            dst = node.writes
            near = kin.get(root(dst)) if dst else None
            if near:
                hit = [self._shift[each] for each in near if each == dst or each.startswith(dst + ".")]
                if hit:
                    found[number] = self._effect(node.event, dst, ~sum(ANY << shift for shift in hit))
        return found

    def _effect(self, event: Event | None, dst: Operand, keeps: Facts) -> _Learned:
        target = self._shift.get(dst, -1)
        if target < 0 or not isinstance(event, Bind):
            return _Learned(keeps, NOTHING, -1, -1)
        constant = CONSTANTS.get(event.src)
        if constant:
            return _Learned(keeps, BITS[constant] << target, -1, -1)
        return _Learned(keeps, NOTHING, self._shift.get(event.src, -1), target)

    def _liveness(self) -> list[Facts]:
        """Backward from the conditions, until nothing changes."""
        nodes = self._graph.nodes
        live = [NOTHING] * len(nodes)
        grew = bool(self._shift)
        while grew:
            grew = False
            for number in range(len(nodes) - 1, -1, -1):
                node = nodes[number]
                need = NOTHING
                for end in node.next:
                    if end >= 0:
                        need |= live[end]
                learned = self._learned.get(number)
                if learned is not None:
                    if learned.source >= 0 and need >> learned.target & ANY:
                        need |= ANY << learned.source
                    need &= learned.keeps
                if isinstance(node.event, Test) and node.event.operand in self._shift:
                    need |= ANY << self._shift[node.event.operand]
                if node.raises >= 0:
                    need |= live[node.raises]
                if need != live[number]:
                    live[number] = need
                    grew = True
        return live


def _bound(graph: Graph, acquired: Iterable[Operand]) -> set[Operand]:
    """Names that are bound to one of these somewhere."""
    found = set(acquired)
    if found:
        for node in graph.nodes:
            if isinstance(node.event, Bind) and node.event.src in found:
                found.add(node.event.dst)
    return found


def _tested(graph: Graph) -> set[Operand]:
    """Operands whose None-ness or truth some condition asks for, and those that are bound to them."""
    names = {node.event.operand for node in graph.nodes if isinstance(node.event, Test)}
    if names:
        for node in reversed(graph.nodes):
            if isinstance(node.event, Bind) and node.event.dst in names:
                names.add(node.event.src)
    return {name for name in names if not name.startswith("#")}
