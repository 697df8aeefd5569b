"""The lock scopes of a project that wait: which, on what, by which chain of calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from letgo.catalogue import Catalogue
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Await, Call, Enter, Event, Operand, Raise
from letgo.program.atlas import Atlas
from letgo.program.callees import Dispatcher
from letgo.program.intent import Evidence, Surroundings, is_async, is_design, weigh
from letgo.program.kinds import PROPERTIES, KindSolver
from letgo.program.locks import Held, LockFinder
from letgo.program.waiting import WaitFinder, Way

LOCKISH = re.compile(
    r"(?:^|_)(?:r?lock|mutex|cond(?:ition)?|sem(?:aphore)?)s?\d*_*$|(?:Lock|Mutex|Cond|Condition|Semaphore)$"
)
HANDS = re.compile(r"^\s*@[\w.]*(?:property|contextmanager)\b", re.MULTILINE)
EXPLAINS = re.compile(
    r"\b(without|within|under|inside|holding|this|the) (this |the |a )?\w*\s?lock(ed)?\b|\brac(e|es|ing|y)\b|"
    r"\bwindow\b|\bavoids? concurrent|\bnot (thread.?)?safe\b|\bmust (hold|be held)\b|\bimportant\b",
    re.IGNORECASE,
)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_MADE = re.compile(r"(\w+)\s*(?::[^=\n]+)?$")
_CALLED = re.compile(r"=\s*(?:[\w.]+\.)?(\w+)\(")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Stall:
    """A lock scope in which something is wrong: nodes that wait, in source order, each with its way to the wait.

    `evidence` says whether it is meant to. A scope without ways is one that an exception leaves with the lock held.
    """

    held: Held
    ways: tuple[tuple[int, Way], ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def design(self) -> bool:
        """Whether the wait is what the lock is for."""
        return is_design(self.evidence)


@dataclass(slots=True)
class LockScopes:
    """Lists the lock scopes of the project, lowering only what may hold one."""

    atlas: Atlas
    catalogue: Catalogue
    remarks: Callable[[Sequence[str]], list[str]]  # what comments in some lines say
    kinds: KindSolver = field(init=False)
    dispatcher: Dispatcher = field(init=False)
    locks: LockFinder = field(init=False)
    waits: WaitFinder = field(init=False)
    _by_lock: dict[str, list[Held]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = KindSolver(self.atlas, self.catalogue)
        self.dispatcher = Dispatcher(self.atlas, self.kinds)
        self.locks = LockFinder(self.atlas, self.kinds, self.dispatcher)
        self.waits = WaitFinder(self.catalogue, self.dispatcher, self.locks)

    def functions(self) -> Iterator[FunctionFacts]:
        """The functions that may hold a lock, lowered, in order of their files."""
        makers = frozenset(name.rpartition(".")[2] for name in self.catalogue.locks)
        types = {name for name in makers if name[:1].isupper()}
        said = set[str]().union(*(source.names for source in self.atlas.sources.values()))
        said = {name for name in said if LOCKISH.search(name)}
        for source in self.atlas.sources.values():
            if not makers.isdisjoint(source.names):
                said |= _made(source.text, makers)
        said -= types
        speaking = {module: names for module, source in self.atlas.sources.items() if (names := source.names & said)}
        handed = {name for module, names in speaking.items() for name in self._handing(module, names)}
        for module, source in self.atlas.sources.items():
            names = speaking.get(module, frozenset()) | (source.names & handed)
            if names:
                yield from self._of(module, names)

    def _handing(self, module: str, names: frozenset[str]) -> Iterator[str]:
        """The names of properties and context managers that a lock is had by: whoever says one may hold it."""
        facts = self.atlas.module(module) if HANDS.search(self.atlas.sources[module].text) else None
        for outline in list(facts.functions.values()) if facts else ():
            if not outline.decorators or outline.name in names or outline.name.startswith("__"):
                continue
            hands = self.kinds.is_context(outline) or any(
                d.rpartition(".")[2] in PROPERTIES for d in outline.decorators
            )
            if hands and not names.isdisjoint(IDENTIFIER.findall(self.atlas.text(outline))):
                yield outline.name

    def _of(self, module: str, names: frozenset[str]) -> Iterator[FunctionFacts]:
        rows = _taking(self.atlas.sources[module].text, names, self.locks.taking_words)
        facts = self.atlas.module(module) if rows else None
        for outline in list(facts.functions.values()) if facts else ():
            if outline.parent or not any(outline.first <= row <= outline.last for row in rows):
                continue
            lowered = self.atlas.lowered(outline)
            if lowered is not None:
                yield lowered
                yield from self.atlas.inside(lowered)

    # -- answers ---------------------------------------------------------------------------------------------------

    def of_lock(self, identity: str) -> list[Held]:
        """All scopes of one lock."""
        return self._by_lock.get(identity, [])

    def family(self, owner: str) -> frozenset[str]:
        """Full names of a class, its bases in the project and its heirs."""
        return frozenset({each.full for each in self.atlas.project.lineage(owner)} | set(self.atlas.below(owner)))

    def methods_of(self, owner: str) -> Iterator[FunctionFacts]:
        """The methods of a class and of its bases in the project, lowered."""
        for clazz in self.atlas.project.lineage(owner):
            module = self.atlas.module(clazz.module)
            for qualname in clazz.methods.values():
                method = module.functions.get(qualname) if module else None
                lowered = self.atlas.lowered(method) if method else None
                if lowered is not None:
                    yield lowered

    def wrapped_in(self, facts: FunctionFacts, identity: str) -> bool:
        """Whether a decorator of the project runs a function under that lock."""
        for decorator in facts.decorators:
            outer = self.kinds.function(self.atlas.project.canonical(decorator))
            lowered = self.atlas.lowered(outer) if outer else None
            for inner in self.atlas.inside(lowered) if lowered else ():
                if any(held.lock.identity == identity for held in self.locks.scopes(inner)):
                    return True
        return False

    def names(self, facts: FunctionFacts) -> frozenset[str]:
        """The names of a function's module."""
        module = self.atlas.module(facts.module)
        return frozenset(module.names) if module else frozenset()

    def stalls(self) -> list[Stall]:
        """All lock scopes of the project that wait, with the evidence on whether they are meant to."""
        every = [self._calmed(held) for facts in self.functions() for held in self.locks.scopes(facts)]
        found = {id(held): self.ways(held) for held in every}
        for held in every:
            self._by_lock.setdefault(held.lock.identity, []).append(held)
        made: list[Stall] = []
        for held in every:
            ways = found[id(held)]
            others = [(each, bool(found[id(each)])) for each in self._by_lock[held.lock.identity] if each is not held]
            if ways or held.scope.left_by_error or self._suspends(held):
                made.append(Stall(held, ways, self._evidence(held, ways, others) if ways else ()))
        return made

    @staticmethod
    def _suspends(held: Held) -> bool:
        """Whether a coroutine is suspended in the scope of a thread's lock."""
        graph = held.facts.graph
        assert graph is not None
        events = [graph.nodes[number].event for number in held.scope.nodes]
        return not is_async(held) and any(
            isinstance(event, Await) or (isinstance(event, Enter) and event.awaited) for event in events
        )

    def _calmed(self, held: Held) -> Held:
        """The same scope; what can't raise in practice leaves no lock held."""
        scope = held.scope
        graph = held.facts.graph
        if not scope.left_by_error or graph is None:
            return held
        if scope.handed_on or not scope.leaves:
            return replace(held, scope=replace(scope, left_by_error=()))
        left = tuple(number for number in scope.left_by_error if self._may_raise(graph.nodes[number].event))
        return replace(held, scope=replace(scope, left_by_error=left))

    def _may_raise(self, event: Event | None) -> bool:
        if not isinstance(event, Call):
            return isinstance(event, Raise | Await)
        row = self.catalogue.callee(event.target or (f"?.{event.method}" if event.method else "?"))
        return row is None or row.does != "calm"

    def ways(self, held: Held) -> tuple[tuple[int, Way], ...]:
        """What waits in a scope. A wait that lets go of this very lock is none."""
        graph = held.facts.graph
        assert graph is not None
        found: list[tuple[int, Way]] = []
        for number in sorted(held.scope.nodes):
            if graph.nodes[number].event is None:
                continue
            way = self.waits.way(held.facts, number, lambda wait: wait.frees != held.lock.identity)
            if way is not None:
                found.append((number, way))
        return tuple(found)

    def _evidence(
        self, held: Held, ways: tuple[tuple[int, Way], ...], others: list[tuple[Held, bool]]
    ) -> tuple[Evidence, ...]:
        graph = held.facts.graph
        assert graph is not None
        around = Surroundings(others, self._comments(held), lambda callee: self._elsewhere(held, callee), self.plain)
        return weigh(held, ways, around)

    def _comments(self, held: Held) -> list[str]:
        """What comments in a scope and in the lines right above it say."""
        graph = held.facts.graph
        assert graph is not None
        last = max((graph.nodes[number].place[2] for number in held.scope.nodes), default=held.scope.place[2])
        return self.remarks(self.atlas.lines(held.facts.module)[max(held.scope.place[0] - 4, 0) : last])

    def explained(self, held: Held) -> bool:
        """Whether a comment says why the lock is held there."""
        return any(EXPLAINS.search(each) for each in self._comments(held))

    def plain(self, facts: FunctionFacts, operand: Operand) -> bool:
        """Whether a field is no object of the catalogue that guards itself (an event, a queue)."""
        kinds = self.kinds.of(facts, operand)
        return not any(base in self.catalogue.objects for kind in kinds for base in self.kinds.bases(kind))

    def _elsewhere(self, held: Held, callee: FunctionFacts) -> int:
        """The row where a method's own class calls it without the lock, 0 if only under it, -1 if nobody can say."""
        module = self.atlas.module(callee.module)
        if not callee.owner or module is None:
            return -1
        callers: set[str] = set()
        for outline in list(module.functions.values()):
            if outline.owner != callee.owner or outline.full == callee.full:
                continue
            if f".{callee.name}(" not in self.atlas.text(outline):
                continue
            facts = self.atlas.lowered(outline)
            if facts is None or facts.graph is None:
                continue
            under = frozenset[int]().union(
                *(each.scope.nodes for each in self.locks.scopes(facts) if each.lock.identity == held.lock.identity)
            )
            for number, node in enumerate(facts.graph.nodes):
                if isinstance(node.event, Call) and node.event.method == callee.name:
                    if number not in under:
                        return node.place[0]
                    callers.add(facts.full)
        # A public method may be called from anywhere; and that one single caller holds a lock says nothing.
        return 0 if len(callers) > 1 and callee.name[:1] == "_" and callee.name[:2] != "__" else -1


def _made(text: str, makers: Set[str]) -> set[str]:
    """The names that are bound to what a maker gives: `name = maker(...)`, `name: type = some.maker(...)`."""
    found: set[str] = set()
    for call in _CALLED.finditer(text):
        if call.group(1) not in makers:
            continue
        start, end = text.rfind("\n", 0, call.start()) + 1, call.start()
        if name := _MADE.search(text, start, end):
            found.add(name.group(1))
    return found


def _taking(text: str, names: Set[str], taken: Set[str]) -> list[int]:
    """The rows of a text that may take one of the locks of these names, or that name one for another to take."""
    found: dict[int, bool] = {}  # by where a line begins
    for word in ("with", *names):
        at = text.find(word)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = end if end >= 0 else len(text)
            if start not in found:
                found[start] = _takes(text[start:end].rstrip(), names, taken)
            at = text.find(word, end)
    return [text.count("\n", 0, start) + 1 for start, takes in sorted(found.items()) if takes]


def _takes(line: str, names: Set[str], taken: Set[str]) -> bool:
    """Whether a line calls a method that takes locks, enters one, or binds one to another name."""
    entered = named = False
    for word in _WORD.finditer(line):
        said = word.group()
        if named and said in taken and line[word.start() - 1] == ".":
            return True
        if said in names:
            if entered or (word.end() == len(line) and "=" in line[: word.start()]):
                return True
            named = True
        entered = entered or said == "with"
    return entered and line[-1] == "("
