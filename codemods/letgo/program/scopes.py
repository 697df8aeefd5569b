"""The lock scopes of a project that wait: which, on what, by which chain of calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from letgo.catalogue import Catalogue
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Await, Call, Enter, Event, Operand, Raise
from letgo.program.answers import Fact, nothing
from letgo.program.atlas import Atlas, words
from letgo.program.callees import Dispatcher
from letgo.program.containers import texts_of
from letgo.program.intent import Evidence, Surroundings, is_async, is_design, weigh
from letgo.program.kinds import KindSolver
from letgo.program.locks import Held, LockFinder, makers
from letgo.program.resolve import Project
from letgo.program.suspects import Suspects
from letgo.program.waiting import WaitFinder, Way

EXPLAINS = re.compile(
    r"\b(without|within|under|inside|holding|this|the) (this |the |a )?\w*\s?lock(ed)?\b|\brac(e|es|ing|y)\b|"
    r"\bwindow\b|\bavoids? concurrent|\bnot (thread.?)?safe\b|\bmust (hold|be held)\b|\bimportant\b",
    re.IGNORECASE,
)
NAMES = frozenset({"file", "filename", "ident", "key", "lockname", "name", "path", "url"})


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


T = TypeVar("T")
Scoped = tuple[Held, tuple[tuple[int, Way], ...]]  # a scope, and the nodes in it that wait
Survey = tuple[tuple[str, bool, bool], ...]  # of each scope: whose lock, whether it waits, whether it may be a finding


@dataclass(slots=True)
class LockScopes:
    """Lists the lock scopes of the project, lowering only what may hold one, file by file.

    Each file is looked at by itself, starting with nothing worked out (`apart`): so the answer is the same in whatever
    order files are looked at, by however many processes, and with all others known from before. Only then are scopes
    of one lock in several files put side by side (`surveyed`).
    """

    atlas: Atlas
    catalogue: Catalogue
    remarks: Callable[[Sequence[str]], list[str]]  # what comments in some lines say
    between: Callable[[], None] = nothing  # done between two functions; it may raise, and what is surveyed stays due
    kinds: KindSolver = field(init=False)
    dispatcher: Dispatcher = field(init=False)
    locks: LockFinder = field(init=False)
    waits: WaitFinder = field(init=False)
    suspects: Suspects = field(init=False)
    _surveys: dict[str, Survey] = field(default_factory=dict)
    _members: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _due: set[str] = field(default_factory=set)  # modules of which something else may be told than what is surveyed

    def __post_init__(self) -> None:
        self._begin()
        self.suspects = Suspects(self.atlas, self.catalogue, self.locks.taking_words, self.kinds.is_context)

    def _begin(self) -> None:
        self.kinds = KindSolver(self.atlas, self.catalogue)
        self.dispatcher = Dispatcher(self.atlas, self.kinds)
        self.locks = LockFinder(self.atlas, self.kinds, self.dispatcher)
        self.waits = WaitFinder(self.catalogue, self.dispatcher, self.locks)

    def apart(self, work: Callable[[], T]) -> T:
        """Work that starts with nothing worked out: what is told does not depend on what was asked before."""
        outer = self.kinds, self.dispatcher, self.locks, self.waits
        self._begin()
        try:
            return work()
        finally:
            self.kinds, self.dispatcher, self.locks, self.waits = outer

    # -- files -----------------------------------------------------------------------------------------------------

    def modules(self) -> list[str]:
        """The modules that may have lock scopes."""
        return [module for module, names in self.suspects.names().items() if names]

    def survey(self, module: str) -> Survey:
        """What others must know of the lock scopes of a module."""
        return tuple(
            (held.lock.identity, bool(ways), bool(ways or held.scope.left_by_error or self._suspends(held)))
            for held, ways in self.scopes_in(module)
        )

    def surveyed(self, surveys: Mapping[str, Survey]) -> set[str]:
        """Take the surveys of some modules, in place of what they were. Gives the locks that these have to do with."""
        touched = {
            identity for module in surveys for identity, *_ in (*self._surveys.get(module, ()), *surveys[module])
        }
        self._surveys |= surveys
        self._members = {}
        for module in self.atlas.sources:
            for position, (identity, *_) in enumerate(self._surveys.get(module, ())):
                self._members.setdefault(identity, []).append((module, position))
        return touched

    def changed(self, module: str, facts: Set[Fact]) -> None:
        """Facts have changed with the text of a module: what depends on them is due to be surveyed again."""
        answers = self.atlas.answers
        gone = answers.forget(facts).get("scopes", [])
        others = self.suspects.changed(module)
        gone += answers.forget({("names", each) for each in others}).get("scopes", [])
        self._due |= {str(each) for each in gone} | others | {module}

    def follow(self, project: Project) -> None:
        """The same texts are known by other facts now."""
        for module in self.atlas.follow(project):
            self.changed(module, {("face", module), ("text", module)})

    @property
    def due(self) -> list[str]:
        """The modules that are to be surveyed again."""
        return sorted(self._due)

    def catch_up(self, modules: Iterable[str]) -> None:
        """Survey those of these modules that are due."""
        names = self.suspects.names()
        for module in self._due & set(modules):
            touched = self.surveyed({module: self.survey(module) if names[module] else ()})
            self._due.discard(module)
            self.atlas.answers.forget({("lock", identity) for identity in touched})

    def scopes_in(self, module: str) -> tuple[Scoped, ...]:
        """The lock scopes of a module, each with what waits in it."""
        return self.atlas.answers.ask("scopes", module, lambda: self.apart(lambda: self._scopes_in(module)))

    def _scopes_in(self, module: str) -> tuple[Scoped, ...]:
        self.atlas.answers.read(("text", module))
        self.atlas.answers.read(("names", module))
        functions = list(self.suspects.functions(module))
        every: list[Held] = []
        for facts in functions:
            self.between()
            every += map(self._calmed, self.locks.scopes(facts))
        return tuple((held, self.ways(held)) for held in every)

    def stalled(self, module: str) -> bool:
        """Whether a module has lock scopes in which something may be wrong."""
        self.catch_up([module])
        return any(matters for _, _, matters in self._surveys.get(module, ()))

    def stalls_in(self, module: str) -> tuple[Stall, ...]:
        """The lock scopes of a module that wait, with the evidence on whether they are meant to. All are surveyed."""
        if not self.stalled(module):
            return ()
        while due := self._due & self._around(module):
            self.catch_up(due)
        return self.atlas.answers.ask("stalls", module, lambda: self.apart(lambda: self._stalls_in(module)))

    def _around(self, module: str) -> set[str]:
        """The modules that have scopes of the same locks."""
        locks = {identity for identity, *_ in self._surveys.get(module, ())}
        return {other for identity in locks for other, _ in self._members.get(identity, ())}

    def _stalls_in(self, module: str) -> tuple[Stall, ...]:
        made: list[Stall] = []
        for position, (held, ways) in enumerate(self.scopes_in(module)):
            identity = held.lock.identity
            if not self._surveys[module][position][2]:
                continue
            self.atlas.answers.read(("lock", identity))
            others = [each for each in self._members[identity] if each != (module, position)] if ways else []
            around = [(self.scopes_in(other)[index][0], self._surveys[other][index][1]) for other, index in others]
            made.append(Stall(held, ways, self._evidence(held, ways, around) if ways else ()))
        return tuple(made)

    def stalls(self) -> list[Stall]:
        """All lock scopes of the project that wait, once all are surveyed and nothing is due."""
        return [stall for module in self._surveys for stall in self.stalls_in(module)]

    # -- answers ---------------------------------------------------------------------------------------------------

    def of_lock(self, identity: str) -> list[Held]:
        """All scopes of one lock."""
        self.atlas.answers.read(("lock", identity))
        return [self.scopes_in(module)[position][0] for module, position in self._members.get(identity, ())]

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
        nodes = graph.nodes
        left = tuple(number for number in scope.left_by_error if self._may_raise(nodes[number].event, scope.lock))
        return replace(held, scope=replace(scope, left_by_error=left))

    def _may_raise(self, event: Event | None, lock: Operand) -> bool:
        if not isinstance(event, Call):
            return isinstance(event, Raise | Await)
        if event.receiver == lock:
            return False  # whoever holds it may ask anything of it
        row = self.catalogue.callee(event.target or (f"?.{event.method}" if event.method else "?"))
        return row is None or not (row.calm or row.does == "keeps")

    def ways(self, held: Held) -> tuple[tuple[int, Way], ...]:
        """What waits in a scope. A wait that lets go of this very lock is none."""
        graph = held.facts.graph
        assert graph is not None
        self.between()
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
        around = Surroundings(
            others, self._comments(held), lambda callee: self.elsewhere(held, callee), self.plain, self._stays,
            self._bounds(held), self._promises(held), self._named(held),
        )  # fmt: skip
        return weigh(held, ways, around)

    def _comments(self, held: Held) -> list[str]:
        """What comments in a scope and in the lines right above it say."""
        graph = held.facts.graph
        assert graph is not None
        last = max((graph.nodes[number].place[2] for number in held.scope.nodes), default=held.scope.place[2])
        return self.remarks(self.atlas.lines(held.facts.module)[max(held.scope.place[0] - 4, 0) : last])

    def _promises(self, held: Held) -> list[str]:
        """What comments say beside and right above the places where the lock is made."""
        found: list[str] = []
        for facts, call in makers(self.kinds, held.facts, held.scope.lock):
            lines = self.atlas.lines(facts.module)
            row = next((node.place[0] for node in facts.graph.nodes if node.event is call), 0) if facts.graph else 0
            found += self.remarks(lines[max(row - 3, 0) : row])
        return found

    def _named(self, held: Held) -> bool:
        """Whether the lock is made by a call that gives it a name, of what a thread's lock takes none."""
        made = [call for _, call in makers(self.kinds, held.facts, held.scope.lock)]
        given = [words(call.arguments[0].operand)[-1:] for call in made if call.arguments]
        return bool(made) and len(given) == len(made) and all(each and each[0] in NAMES for each in given)

    def does_more(self, held: Held) -> str:
        """What a context manager of the project calls of a library besides taking the lock, "" if it is nothing."""
        for event in self.kinds.definitions(held.facts).get(held.scope.lock, ()):
            for target in self.dispatcher.called(held.facts, event) if isinstance(event, Call) else ():
                lowered = self.atlas.lowered(target)
                for inner in [node.event for node in lowered.graph.nodes] if lowered and lowered.graph else ():
                    if not isinstance(inner, Call) or not inner.receiver.startswith("@") or inner.name[:1].isupper():
                        continue  # what it makes is its own
                    if self._may_raise(inner, held.scope.lock):
                        return inner.name
        return ""

    def explained(self, held: Held) -> bool:
        """Whether a comment says why the lock is held there."""
        return any(EXPLAINS.search(each) for each in self._comments(held))

    def plain(self, facts: FunctionFacts, operand: Operand) -> bool:
        """Whether a field is no object of the catalogue that guards itself (an event, a queue)."""
        kinds = self.kinds.of(facts, operand)
        return not any(base in self.catalogue.objects for kind in kinds for base in self.kinds.bases(kind))

    def _bounds(self, held: Held) -> bool:
        """Whether the lock lets several in: a semaphore of more than one."""
        row = held.lock.row
        if row is None or not row.counts:
            return False
        made = [call for _, call in makers(self.kinds, held.facts, held.scope.lock)]
        return not made or not all(self.catalogue.holds_any(row.single, texts_of(call)) for call in made)

    def _stays(self, facts: FunctionFacts, operand: Operand) -> bool:
        """Whether nobody takes back what is bound to a field of an object, or to a global, once it is set."""
        base, _, name = operand.rpartition(".")
        reset = re.compile(rf"\b{name}\b[^=\n(]*=\s*(?:False|None)\b|\bdel\b.*\b{name}\b")
        module = self.atlas.module(base[1:]) if operand.startswith("@") else None
        found = module.outlines() if module else []
        if module is None:
            owners = [base[1:]] if operand.startswith("@") else self.kinds.of(facts, base)
            classes = {each for owner in owners for each in (owner, *self.atlas.below(owner))}
            found = [
                method for each in classes for clazz in self.atlas.project.lineage(each)
                if (module := self.atlas.module(clazz.module))
                for qualname in clazz.methods.values() if (method := module.functions.get(qualname))
            ]  # fmt: skip
        return bool(found) and not any(
            reset.search(self.atlas.text(each)) for each in found if each.name not in ("__init__", "__new__")
        )

    def elsewhere(self, held: Held, callee: FunctionFacts) -> int:
        """The row where a method's own class calls it without the lock, 0 if only under it, -1 if nobody can say."""
        module = self.atlas.module(callee.module)
        if not callee.owner or module is None:
            return -1
        self.atlas.answers.read(("text", callee.module))
        callers: set[str] = set()
        for outline in module.outlines():
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
