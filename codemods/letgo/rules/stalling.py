"""A lock scope that waits, with the answers every rule needs: which wait, by which calls, at what cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from letgo.catalogue import WaitKind
from letgo.flow.graph import Await, Call, Enter, Event, Graph, Next, Operand, Place, Test, is_temporary
from letgo.model import Severity, Wait
from letgo.program.intent import HAND_OVERS, JOINS, is_async
from letgo.program.scopes import Stall
from letgo.program.waiting import Way
from letgo.rules.leak import said

FOR = {
    WaitKind.TIMER: "a timer",
    WaitKind.LIMITER: "a token of a rate limiter",
    WaitKind.THREAD: "a thread to end",
    WaitKind.PROCESS: "a process",
    WaitKind.FUTURE: "a result that somebody else computes",
    WaitKind.EVENT: "somebody else's signal",
    WaitKind.QUEUE: "a queue",
    WaitKind.LOCK: "another lock",
    WaitKind.NETWORK: "the network",
    WaitKind.DATABASE: "a database",
    WaitKind.DEVICE: "a device",
    WaitKind.INPUT: "a person",
}
SHOWN = 3  # pieces of evidence a side
ALWAYS_LONG = frozenset({WaitKind.TIMER, WaitKind.LIMITER, WaitKind.INPUT})


@dataclass(frozen=True)
class Stalling:
    """A stall, as rules see it."""

    stall: Stall

    @cached_property
    def graph(self) -> Graph:
        """The graph of the function."""
        graph = self.stall.held.facts.graph
        assert graph is not None
        return graph

    @cached_property
    def worst(self) -> tuple[int, Way] | None:
        """The wait to tell of: the longest kind, then the surest, then the nearest, then the first."""
        if not self.stall.ways:
            return None
        return min(self.stall.ways, key=lambda each: (_mildness(each[1]), each[1].guesses > 0, len(each[1].hops)))

    @property
    def way(self) -> Way:
        """The way to the wait to tell of."""
        assert self.worst is not None
        return self.worst[1]

    @property
    def node(self) -> int:
        """The node in the scope that waits; of a scope without a wait, the one that may raise."""
        if self.worst is not None:
            return self.worst[0]
        return next(iter(self.stall.held.scope.left_by_error), self.stall.held.scope.node)

    @property
    def place(self) -> Place:
        """Where it is told: at the waiting call in the scope; of a scope that is left by an error, at the lock."""
        if self.under_thread_lock:
            return self.graph.nodes[self.awaits[0]].place
        if self.worst is None:
            return self.stall.held.scope.place
        return self.graph.nodes[self.node].place

    @property
    def wait(self) -> Wait | None:
        """What is waited for: of a thread's lock in a coroutine, the await itself, whatever it is for."""
        if self.under_thread_lock:
            return Wait("await", (said(self.graph.nodes[self.awaits[0]].event),))
        return Wait(self.way.wait.kind.value, self.way.chain) if self.worst is not None else None

    def row(self, node: int) -> int:
        """The line a node stands on."""
        return self.graph.nodes[node].place[0]

    @property
    def lock(self) -> str:
        """The lock as the source says it."""
        return shown(self.stall.held.scope.lock, self.graph)

    @property
    def asynchronous(self) -> bool:
        """Whether it is a lock of the event loop."""
        return is_async(self.stall.held)

    @property
    def awaits(self) -> tuple[int, ...]:
        """The nodes of the scope at which the function is suspended."""
        return tuple(
            number
            for number in sorted(self.stall.held.scope.nodes)
            if isinstance(event := self.graph.nodes[number].event, Await | Enter)
            and (isinstance(event, Await) or event.awaited)
        )

    @property
    def under_thread_lock(self) -> bool:
        """Whether a task is suspended with a lock held that threads wait for: the loop itself may hang on it."""
        return not self.asynchronous and bool(self.awaits)

    @cached_property
    def polls(self) -> bool:
        """Whether the wait is a timer in a loop of the scope: it looks again and again with the lock held."""
        if self.worst is None or self.way.wait.kind is not WaitKind.TIMER or not self.way.direct:
            return False
        inside = self.stall.held.scope.nodes
        return any(
            isinstance(self.graph.nodes[number].event, Test | Next) and self._loops(number, inside) for number in inside
        )

    def _loops(self, head: int, inside: frozenset[int]) -> bool:
        """Whether the wait stands on a cycle through a loop's head."""
        return _reaches(self.graph, head, self.node, inside) and _reaches(self.graph, self.node, head, inside)

    @property
    def severity(self) -> Severity:
        """A timer, or no bound at all: error. I/O, a bound, or a callee that is only guessed: warning. Design: info."""
        if self.under_thread_lock:
            return Severity.ERROR
        if self.worst is None:
            return Severity.WARNING
        if self.stall.design or self.way.doubtful:
            return Severity.INFO
        wait = self.way.wait
        if self.way.guesses:
            return Severity.WARNING
        if wait.kind in ALWAYS_LONG or (wait.kind in JOINS | HAND_OVERS and not wait.bounded):
            return Severity.ERROR
        return Severity.WARNING

    @property
    def waits_for(self) -> str:
        """What it waits for, in words."""
        return FOR[self.way.wait.kind]

    @property
    def what(self) -> str:
        """What waits, as the source says it."""
        return said(self.graph.nodes[self.node].event)

    @property
    def others(self) -> str:
        """Who else waits meanwhile, as the end of a sentence."""
        if self.asynchronous:
            return "every task that needs the lock waits as long"
        return "every thread that needs the lock waits as long"

    @property
    def reason(self) -> str:
        """Why it is taken for design, as the end of a sentence."""
        return "; ".join(self._speaking(1)[:2])

    @property
    def weighed(self) -> tuple[str, ...]:
        """What was weighed, a sentence a side, the heavier side first; nothing where no wait is what is wrong."""
        if self.under_thread_lock:
            return ()
        design, accident = self._speaking(1), self._speaking(-1)
        sides = [("speaks for design", design), ("speaks for an accident", accident)]
        sides = sides if self.stall.design else sides[::-1]
        return tuple(f"{side}: {'; '.join(texts[:SHOWN])}" for side, texts in sides if texts)

    def _speaking(self, sign: int) -> list[str]:
        return [each.text for each in self.stall.evidence if each.weight * sign > 0]

    def ending(self) -> str:
        """The end of every message: the cost, or why it is design."""
        if self.stall.design:
            return f"by design: {self.reason}"
        if self.way.doubtful:
            return f"{self.others}, if all {sum(hop.guessed for hop in self.way.hops)} guesses on the way are right"
        return self.others


def _mildness(way: Way) -> int:
    kind = way.wait.kind
    if kind in ALWAYS_LONG:
        return 0
    if kind in JOINS | HAND_OVERS and not way.wait.bounded:
        return 1
    return 2


def _reaches(graph: Graph, start: int, end: int, inside: frozenset[int]) -> bool:
    seen: set[int] = set()
    todo = [each for each in graph.nodes[start].next if each in inside]
    while todo:
        number = todo.pop()
        if number == end:
            return True
        if number not in seen:
            seen.add(number)
            todo += [each for each in graph.nodes[number].next if each in inside]
    return False


def shown(operand: Operand, graph: Graph) -> str:
    """An operand as a person would say it; of a temporary, the call it comes from."""
    if not is_temporary(operand):
        return operand.lstrip("@")
    event: Event | None = next(
        (node.event for node in graph.nodes if isinstance(node.event, Call) and node.event.dst == operand), None
    )
    return said(event) if event is not None else "the lock"
