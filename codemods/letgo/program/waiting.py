"""What waits: the blocking calls of a function, and the shortest chain of calls from a place to one of them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from letgo.catalogue import Catalogue, WaitKind, WaitRow
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import FALSE, NONE, TRUE, Await, Call, Enter, Graph, Member, Operand, Test, writes
from letgo.flow.held import only_behind, reached
from letgo.program.callees import Dispatcher, Target
from letgo.program.locks import LockFinder
from letgo.program.parameters import function_of

# What is asked of the same object to know that a call won't wait, by its kind and method: the branch in which it won't.
SETTLED: dict[tuple[WaitKind, str], dict[str, int]] = {
    (WaitKind.FUTURE, ""): {"done": 0},
    (WaitKind.QUEUE, "get"): {"empty": 1, "qsize": 0},
    (WaitKind.QUEUE, "put"): {"full": 1},
}
HOPS = 12  # calls between a place and the wait it ends in
FAR = 5  # calls from which on guesses add up
LOOKED_AT = 600  # functions looked at from one place


@dataclass(frozen=True, slots=True)
class DirectWait:
    """A blocking call of a function: where, what, on which operand, and the lock that it lets go of meanwhile."""

    facts: FunctionFacts
    node: int
    row: WaitRow
    name: str
    receiver: Operand
    bounded: bool = False
    frees: str = ""

    @property
    def kind(self) -> WaitKind:
        """What it waits for."""
        return self.row.kind


@dataclass(frozen=True, slots=True)
class Hop:
    """One call on the way: the function it stands in, its node there, and whether whom it calls is only guessed."""

    facts: FunctionFacts
    node: int
    guessed: bool
    by_words: bool = False  # whom it calls is told by a name alone, or was handed in


@dataclass(frozen=True, slots=True)
class Way:
    """How a place comes to wait: the calls from there on, and the blocking call at the end."""

    hops: tuple[Hop, ...]
    wait: DirectWait

    @property
    def direct(self) -> bool:
        """Whether the place itself is the blocking call."""
        return not self.hops

    @property
    def guesses(self) -> int:
        """How many of its calls are only guessed."""
        return sum(hop.guessed for hop in self.hops)

    @property
    def doubtful(self) -> bool:
        """Whether it is far-fetched: many calls, of which one is told by a name alone, or several are guessed."""
        return len(self.hops) >= FAR and sum(1 + hop.by_words for hop in self.hops if hop.guessed) > 1

    @property
    def opaque(self) -> bool:
        """Whether whom it calls on the way is told by names alone."""
        return any(hop.by_words for hop in self.hops)

    @property
    def chain(self) -> tuple[str, ...]:
        """The names along the way: the functions that are called, then the blocking call."""
        names = [hop.facts.qualname.replace(".<locals>", "") for hop in self.hops[1:]]
        last = [self.wait.facts.qualname.replace(".<locals>", "")] if self.hops else []
        return (*names, *last, self.wait.name)


Wanted = Callable[[DirectWait], bool]
# Parameters of a callee of which a caller decides whether they are true, or which function they are; sorted.
Known = tuple[tuple[str, bool | str], ...]
FunctionOf = Callable[[FunctionFacts, Operand], str]


def _shown(name: str) -> str:
    """A library call as a person would say it: `threading.Thread.join` -> `Thread.join`."""
    parts = re.sub(r"#\w+", "", name).split(".")
    return ".".join(parts[-2:])


def known_arguments(
    facts: FunctionFacts, number: int, callee: FunctionFacts, known: Known, function_of: FunctionOf
) -> Known:
    """The parameters of a callee of which the call at a node says whether they are true, or which function they are.

    By a constant argument; and `*rest` and `**options` are empty where nothing further is given. `known` are the
    caller's own parameters of which it is known: what it passes on of them. `function_of` gives the full name of the
    function that an operand is, "" if it is none.
    """
    assert facts.graph is not None
    event = facts.graph.nodes[number].event
    if not isinstance(event, Call):
        return ()
    given = [each for each in event.arguments if each.keyword not in ("*", "**") or (each.operand, False) not in known]
    if any(argument.keyword in ("*", "**") for argument in given):
        return ()
    method = bool(callee.owner) and "staticmethod" not in callee.decorators
    names = [each.name for each in callee.parameters if not each.spread][1 if method else 0 :]
    truths = dict(known)
    found: dict[str, bool | str] = {}
    for index, argument in enumerate(given):
        name = argument.keyword or (names[index] if index < len(names) else "")
        if name and argument.operand in (NONE, TRUE, FALSE):
            found[name] = argument.operand == TRUE
        elif name and argument.operand in truths:
            found[name] = truths[argument.operand]
        elif name and (function := function_of(facts, argument.operand)):
            found[name] = function
    extra = any(argument.keyword and argument.keyword not in names for argument in given)
    more = sum(not argument.keyword for argument in given) > len(names)
    empty = {"*": not more, "**": not extra}
    found |= {each.name: False for each in callee.parameters if empty.get(each.spread)}
    return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Start:
    """A function to look into, maybe an outline: what is known of its parameters and its object, how it was come to."""

    function: FunctionFacts
    known: Known
    kind: str  # the class of its object, "" if that is no other than its own
    hops: tuple[Hop, ...]

    @property
    def key(self) -> tuple[str, Known, str]:
        """What tells it from others, however it was come to."""
        return (self.function.full, self.known, self.kind)


@dataclass(slots=True)
class WaitFinder:
    """Answers whether a node of a function may wait, and how."""

    catalogue: Catalogue
    dispatcher: Dispatcher
    locks: LockFinder
    _direct: dict[str, tuple[DirectWait, ...]] = field(default_factory=dict)
    _calm: set[tuple[str, str]] = field(default_factory=set)  # functions (and kinds) from which no wait can be reached
    _known: dict[str, FunctionFacts] = field(default_factory=dict)
    _by_words: dict[tuple[str, int], bool] = field(default_factory=dict)

    def direct(self, facts: FunctionFacts) -> tuple[DirectWait, ...]:
        """The blocking calls that stand in a (lowered) function."""
        if facts.full not in self._direct:
            self._direct[facts.full] = tuple(self._blocking(facts))
        return self._direct[facts.full]

    def _blocking(self, facts: FunctionFacts) -> Iterator[DirectWait]:
        graph = facts.graph
        for number, node in enumerate(graph.nodes if graph else ()):
            if not isinstance(node.event, Call | Enter):
                continue
            assert graph is not None
            for name in self.dispatcher.at(facts, number).library:
                found = self._row(facts, graph, number, name)
                if found is not None:
                    yield found
                    break

    def _row(self, facts: FunctionFacts, graph: Graph, number: int, name: str) -> DirectWait | None:
        event = graph.nodes[number].event
        assert isinstance(event, Call | Enter)
        texts = tuple((a.keyword, a.text) for a in event.arguments) if isinstance(event, Call) else ()
        row = self.catalogue.wait(name, texts)
        entered = self.catalogue.locks.get(name.rpartition(".")[0]) if isinstance(event, Enter) else None
        if row is None and entered is not None:  # the block begins with its `acquire()`
            name = f"{entered.name}.{entered.enter}"
            row = self.catalogue.wait(name)
        if row is None:
            return None
        shown = _shown(name)
        if isinstance(event, Enter):
            return DirectWait(facts, number, row, shown, event.manager, row.bounded)
        if row.awaited and not self._awaited(graph, event.dst):
            return None
        if self._settled(graph, number, event, row.kind):
            return None
        bounded = row.bounded or bool(row.timeout and self.catalogue.holds_any((row.timeout,), texts))
        frees = ""
        if row.frees:
            lock = self.locks.lock(facts, event.receiver)
            frees = lock.identity if lock else ""
        return DirectWait(facts, number, row, shown, event.receiver, bounded, frees)

    @staticmethod
    def _awaited(graph: Graph, operand: Operand) -> bool:
        return any(isinstance(node.event, Await) and node.event.src == operand for node in graph.nodes)

    @staticmethod
    def _settled(graph: Graph, number: int, call: Call, kind: WaitKind) -> bool:
        """Whether it was asked before that there is nothing to wait for: `if x.done()`, `while not x.empty()`."""
        proofs = SETTLED.get((kind, call.method), SETTLED.get((kind, ""), {}))
        for node in graph.nodes if proofs else ():
            asked = node.event
            if not isinstance(asked, Call) or asked.receiver != call.receiver or asked.method not in proofs:
                continue
            branch = proofs[asked.method]
            for test, each in enumerate(graph.nodes):
                about = isinstance(each.event, Test) and each.event.operand == writes(asked)
                if about and only_behind(graph, number, test, branch):
                    return True
        return False

    # -- ways ------------------------------------------------------------------------------------------------------

    def way(self, facts: FunctionFacts, number: int, wanted: Wanted) -> Way | None:
        """The shortest way from a node of a function to a wait that counts, None if there is none."""
        for each in self.direct(facts):
            if each.node == number:
                return Way((), each) if wanted(each) else None
        by_words = self.dispatcher.at(facts, number).by_words
        starts = list(self._behind(facts, number, (), "", ()))
        if not by_words:
            return self._search(starts, wanted)
        # Told by the receiver's name alone: it counts if several of those that it may be wait, or all that do anything.
        found = [way for start in starts if (way := self._search([start], wanted)) is not None]
        enough = len(found) > 1 or len(found) == sum(self._does_something(each) for each in starts)
        return min(found, key=lambda way: len(way.hops)) if found and enough else None

    def _search(self, starts: Sequence[Start], wanted: Wanted) -> Way | None:
        """Breadth first over calls, so that the chain is the shortest."""
        queue = deque(starts)
        seen: set[tuple[str, Known, str]] = set()
        while queue and len(seen) < LOOKED_AT:
            start = queue.popleft()
            full = start.function.full
            if start.key in seen or (full, start.kind) in self._calm or (full, "") in self._calm:
                continue
            function = self.dispatcher.atlas.lowered(start.function)
            if function is None:
                continue
            self._known[full] = function
            seen.add(start.key)
            runs = self._runs(function, start.known)
            for each in self.direct(function):
                if wanted(each) and (runs is None or each.node in runs) and not self._faint(each):
                    return Way(start.hops, each)
            if len(start.hops) >= HOPS:
                continue
            for edge in self.edges(function):
                if (runs is None or edge in runs) and self._told(function, edge):
                    queue.extend(self._behind(function, edge, start.known, start.kind, start.hops))
        settled = not queue and not any(known or self.direct(self._known[full]) for full, known, _ in seen)
        if settled:
            self._calm |= {(full, kind) for full, _, kind in seen}
        return None

    def _behind(
        self, facts: FunctionFacts, number: int, known: Known, kind: str, hops: tuple[Hop, ...]
    ) -> Iterator[Start]:
        """Where a call at a node leads to. `kind`: the class of the object, if the function is a method."""
        found = self.dispatcher.at(facts, number, kind)
        for target in tuple(self._handed(facts, number, known)) or found.targets:
            if self._once(target.facts):
                continue
            hop = Hop(facts, number, target.guessed, found.opaque)
            passed = known_arguments(facts, number, target.facts, known, self._function_of)
            yield Start(target.facts, passed, target.kind, (*hops, hop))

    def _handed(self, facts: FunctionFacts, number: int, known: Known) -> Iterator[Target]:
        """The function that a call runs because the caller has handed it in."""
        assert facts.graph is not None
        event = facts.graph.nodes[number].event
        name = dict(known).get(event.callee) if isinstance(event, Call) and not event.method else None
        function = self.dispatcher.kinds.function(name) if isinstance(name, str) else None
        if function is not None:
            yield Target(function)

    def _function_of(self, facts: FunctionFacts, operand: Operand) -> str:
        return function_of(self.dispatcher.kinds, facts, operand)

    def _told(self, facts: FunctionFacts, number: int) -> bool:
        """Whether a call may be followed: one of which only the receiver's name is known must wait for sure."""
        if not self.dispatcher.at(facts, number).by_words:
            return True
        key = (facts.full, number)
        if key not in self._by_words:
            self._by_words[key] = False
            self._by_words[key] = self.way(facts, number, lambda _: True) is not None
        return self._by_words[key]

    def _does_something(self, start: Start) -> bool:
        """Whether a function calls anything: an abstract one doesn't, one that can't be read counts for none."""
        lowered = self.dispatcher.atlas.lowered(start.function)
        nodes = lowered.graph.nodes if lowered and lowered.graph else ()
        return any(isinstance(node.event, Call) and node.event.name != "NotImplementedError" for node in nodes)

    def _once(self, function: FunctionFacts) -> bool:
        """Whether a function runs once in a program's life: without parameters, and what it gave is remembered."""
        if function.parameters or not function.decorators:
            return False
        rows = (self.catalogue.callee(self.dispatcher.atlas.project.canonical(each)) for each in function.decorators)
        return any(row is not None and row.does == "once" for row in rows)

    @staticmethod
    def _faint(wait: DirectWait) -> bool:
        """Another lock, deep inside a callee: whether anybody holds it for long isn't known."""
        return wait.kind is WaitKind.LOCK

    @staticmethod
    def _runs(facts: FunctionFacts, known: Known) -> frozenset[int] | None:
        """The nodes that run if these parameters have these values; None for all."""
        truths = {name: bool(value) for name, value in known}
        return reached(facts.graph, truths) if known and facts.graph is not None else None

    def edges(self, facts: FunctionFacts) -> tuple[int, ...]:
        """Nodes of a function that may run another one."""
        nodes = facts.graph.nodes if facts.graph else ()
        return tuple(number for number, node in enumerate(nodes) if isinstance(node.event, Call | Member | Enter))

    def callees(self, facts: FunctionFacts, number: int) -> tuple[tuple[FunctionFacts, bool], ...]:
        """The project functions that a node runs, lowered, and whether they are only guessed."""
        found: dict[str, tuple[FunctionFacts, bool]] = {}
        for target in self.dispatcher.at(facts, number).targets:
            lowered = self.dispatcher.atlas.lowered(target.facts)
            if lowered is not None:
                found.setdefault(lowered.full, (lowered, target.guessed))
        return tuple(found.values())
