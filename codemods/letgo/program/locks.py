"""What is a lock, and which one: by its constructor wherever it is made, and only then by its name.

Two operands are the same lock if they have the same identity: the class (or module) that makes it and the name it is
kept under. One object of a class stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from letgo.catalogue import LockFamily, LockRow
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Bind, Call, Graph, Operand, Return, Yield, is_path, is_temporary
from letgo.flow.held import Scope, Taking, kept_if_true, scopes
from letgo.program.atlas import Atlas, words
from letgo.program.callees import Dispatcher
from letgo.program.kinds import KindSolver

FOR_IO = frozenset({LockFamily.FILE, LockFamily.REMOTE})
NAMED = frozenset({"cond", "condition", "lock", "mutex", "rlock", "sem", "semaphore"})


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock: its identity, what is known of its type (None: told by its name alone)."""

    identity: str
    row: LockRow | None = None

    @property
    def family(self) -> LockFamily:
        """Who is kept out by it; an unknown one is taken for a thread's."""
        return self.row.family if self.row else LockFamily.THREAD

    @property
    def shared_by_all(self) -> bool:
        """Whether there is one for the whole program: a module's or a class's."""
        return self.identity.startswith("@")


@dataclass(frozen=True, slots=True)
class Held:
    """A lock scope of a function, with its lock."""

    facts: FunctionFacts
    scope: Scope
    lock: Lock


@dataclass(slots=True)
class LockFinder:
    """Answers which lock an operand is, and lists the lock scopes of a function."""

    atlas: Atlas
    kinds: KindSolver
    dispatcher: Dispatcher
    _locks: dict[tuple[str, Operand], Lock | None] = field(default_factory=dict)
    _scopes: dict[str, tuple[Held, ...]] = field(default_factory=dict)
    taking_words: frozenset[str] = field(init=False)  # names of methods that take a lock or let go of it
    entering_words: frozenset[str] = field(init=False)  # of those, the ones of a stack that it is entered on

    def __post_init__(self) -> None:
        rows = self.kinds.catalogue.locks.values()
        callees = self.kinds.catalogue.callees.values()
        self.entering_words = frozenset(
            row.call[2:] for row in callees if row.does == "enters" and row.call[:2] == "*."
        )
        self.taking_words = self.entering_words | {
            "acquire", "release", *(row.enter for row in rows), *(row.leave for row in rows)
        }  # fmt: skip

    def lock(self, facts: FunctionFacts, operand: Operand) -> Lock | None:
        """The lock that an operand is, None if it is none."""
        key = (facts.full, operand)
        if key not in self._locks:
            self._locks[key] = None
            self._locks[key] = self._find(facts, operand)
        return self._locks[key]

    def _find(self, facts: FunctionFacts, operand: Operand) -> Lock | None:
        inner = self._managed(facts, operand)
        if inner is not None:
            return inner
        binds = [each for each in self.kinds.definitions(facts).get(operand, ()) if isinstance(each, Bind)]
        if is_temporary(operand) and len(binds) > 1 and facts.graph is not None:
            locks = [self.lock(facts, each) for each in kept_if_true(facts.graph, operand)]
            return next((lock for lock in locks if lock is not None), None)
        kinds = self.kinds.of(facts, operand)
        rows = [row for kind in sorted(kinds) if (row := self.row(kind)) is not None]
        if kinds and not rows:
            return None
        if not rows and not self._speaks(operand):
            return None
        # Where it may be one of several types, the one that is made to be held over I/O tells what it is for.
        row = next((each for each in rows if each.family in FOR_IO), rows[0] if rows else None)
        identity = self._identity(facts, operand)
        if row is not None and row.shares:
            identity = self._shared(facts, operand, row) or identity
        return Lock(identity, row)

    def _managed(self, facts: FunctionFacts, operand: Operand) -> Lock | None:
        """The lock that a context manager of the project holds while its block runs."""
        if not is_temporary(operand):
            return None
        for event in self.kinds.definitions(facts).get(operand, ()):
            if not isinstance(event, Call):
                continue
            for target in self.dispatcher.called(facts, event):
                lowered = self.atlas.lowered(target)
                if lowered is None or lowered.graph is None or not self.kinds.is_context(lowered):
                    continue
                yields = {n for n, node in enumerate(lowered.graph.nodes) if isinstance(node.event, Yield)}
                for held in self.scopes(lowered):
                    if yields & held.scope.nodes:
                        return held.lock
        return None

    def row(self, kind: str) -> LockRow | None:
        """The catalogue's row for a kind: its own, or that of the library class it inherits from."""
        if kind[0] in "[&":
            return None
        rows = (self.kinds.catalogue.locks.get(base) for base in self.kinds.bases(kind))
        return next((row for row in rows if row is not None), None)

    @staticmethod
    def _speaks(operand: Operand) -> bool:
        """Whether a name says that it is a lock: its last word does."""
        if is_temporary(operand):
            return False
        said = words(operand.lstrip("@").rpartition(".")[2].rstrip("0123456789_"))
        return bool(said) and said[-1] in NAMED

    # -- identity --------------------------------------------------------------------------------------------------

    def _identity(self, facts: FunctionFacts, operand: Operand) -> str:
        if operand.startswith("@"):
            return "@" + self.atlas.project.canonical(operand[1:], True)
        if is_temporary(operand):
            return self._from_events(facts, operand)
        base, _, name = operand.rpartition(".")
        if not base:
            return self._from_events(facts, operand)
        if base == "nonlocal":
            around = self.atlas.around(facts)
            return self._identity(around, name) if around else f"{facts.full}:{operand}"
        owners = [kind.removeprefix("&") for kind in self.kinds.of(facts, base) if kind[:2] != "[]"]
        for owner in sorted(owners):
            found = self._maker(owner, name)
            if found:
                return found
        return f"{facts.module}.{facts.owner or facts.qualname}:{operand.partition('.')[2]}"

    def _maker(self, owner: str, name: str) -> str:
        """The class of a lineage that makes the lock; of a property, the lock it returns."""
        for clazz in reversed(self.atlas.project.lineage(owner)):
            if name in clazz.made:
                return f"@{clazz.full}.{name}"
            if name in clazz.methods and (inner := self._returned(clazz.module, clazz.methods[name])):
                return inner
            if self.kinds.stored(clazz, name):
                return f"{clazz.full}.{name}"
        return f"{owner}.{name}" if self.atlas.project.clazz(owner) is not None else ""

    def _returned(self, module: str, qualname: str) -> str:
        facts = self.atlas.module(module)
        method = facts.functions.get(qualname) if facts else None
        lowered = self.atlas.lowered(method) if method else None
        for src in given(lowered) if lowered else ():
            if is_path(src):
                return self._identity(lowered, src) if lowered else ""
        return ""

    def _from_events(self, facts: FunctionFacts, operand: Operand) -> str:
        """A local name stands for what is bound to it; a parameter, or what a call gives, for itself."""
        for event in self.kinds.definitions(facts).get(operand, ()):
            if isinstance(event, Bind) and not is_temporary(event.src) and event.src[:1] != "#":
                return self._identity(facts, event.src)
            if isinstance(event, Bind) and is_temporary(event.src):
                return self._from_events(facts, event.src)
            if isinstance(event, Call) and event.receiver and not event.receiver.startswith("@"):
                return f"{self._identity(facts, event.receiver)}.{event.method}()"
            base = getattr(event, "base", "")
            if base and not is_temporary(base):
                return f"{self._identity(facts, base)}[]"
        around = self.atlas.around(facts)
        if around is not None and operand not in {each.name for each in facts.parameters}:
            return self._identity(around, operand)
        return f"{facts.full}:{operand}"

    def _shared(self, facts: FunctionFacts, operand: Operand, row: LockRow) -> str:
        """`Condition(self._lock)` takes the lock it is given."""
        name, _, position = row.shares.partition("@")
        for maker, call in makers(self.kinds, facts, operand):
            for index, argument in enumerate(call.arguments):
                if argument.keyword == name or (not argument.keyword and str(index) == position):
                    inner = self.lock(maker, argument.operand)
                    return inner.identity if inner else ""
        return ""

    # -- scopes ----------------------------------------------------------------------------------------------------

    def scopes(self, facts: FunctionFacts) -> tuple[Held, ...]:
        """The lock scopes of a (lowered) function."""
        if facts.full not in self._scopes:
            graph = facts.graph
            if graph is None:
                return ()
            found = scopes(
                graph, lambda operand: self.lock(facts, operand) is not None, lambda call: self._taking(facts, call)
            )
            held = [Held(facts, scope, lock) for scope in found if (lock := self.lock(facts, scope.lock)) is not None]
            self._scopes[facts.full] = (*self._decorated(facts, graph), *held)
        return self._scopes[facts.full]

    def _decorated(self, facts: FunctionFacts, graph: Graph) -> Iterator[Held]:
        """The whole function, for each decorator of a library that runs it under a lock of its own making."""
        lines = self.atlas.lines(facts.module)
        for decorator in facts.decorators:
            name = self.atlas.project.canonical(decorator)
            lock = self.kinds.catalogue.locks.get(name)
            if lock is None or not lock.decorates or facts.asynchronous:
                continue
            bare = decorator.rpartition(".")[2]
            row = next((each for each in range(facts.first, facts.line) if bare in lines[each - 1]), facts.first)
            end = len(lines[row - 1].encode())
            place = (row, facts.column, row, max(end, facts.column + 1))
            owner = f"{facts.module}.{facts.owner}" if facts.owner else f"@{facts.full}"
            inside = frozenset(range(len(graph.nodes))) - {graph.exit, graph.failure}
            scope = Scope(f"@{name}", graph.entry, -1, place, "decorator", False, inside)
            yield Held(facts, scope, Lock(f"{owner}.@{name.rpartition('.')[2]}", lock))

    def _taking(self, facts: FunctionFacts, call: Call) -> Taking | None:
        if not call.receiver or call.receiver == "super":
            return None
        if call.method not in self.taking_words:
            return None
        if call.method in self.entering_words and call.arguments:
            entered = call.arguments[0].operand
            return Taking(entered, "enter", stack=call.receiver) if self.lock(facts, entered) is not None else None
        lock = self.lock(facts, call.receiver)
        if lock is None:
            return None
        enter, leave = (lock.row.enter, lock.row.leave) if lock.row else ("acquire", "release")
        if call.method == leave:
            return Taking(call.receiver, "leave")
        if call.method != enter:
            return None
        texts = tuple((argument.keyword, argument.text) for argument in call.arguments)
        tries = lock.row is not None and self.kinds.catalogue.holds_any(lock.row.unless, texts)
        return Taking(call.receiver, "enter", tries, self._is_coroutine(facts, call, lock))

    def _is_coroutine(self, facts: FunctionFacts, call: Call, lock: Lock) -> bool:
        """Whether the call only makes a coroutine: of a lock told by its name, if it is passed on where tasks run."""
        if lock.row is not None:
            return lock.row.family is LockFamily.ASYNC
        nodes = facts.graph.nodes if facts.graph else ()
        return facts.asynchronous and any(
            isinstance(node.event, Call) and any(each.operand == call.dst for each in node.event.arguments)
            for node in nodes
        )


def given(facts: FunctionFacts) -> list[Operand]:
    """The operands that a function returns."""
    nodes = facts.graph.nodes if facts.graph else ()
    return [node.event.src for node in nodes if isinstance(node.event, Return)]


def makers(kinds: KindSolver, facts: FunctionFacts, operand: Operand) -> Iterator[tuple[FunctionFacts, Call]]:
    """The calls whose result an operand may be, with the functions they stand in: where it is made."""
    if operand[:1] == "@":
        return
    if is_path(operand):
        base, _, name = operand.rpartition(".")
        for owner in kinds.of(facts, base):
            for clazz in kinds.atlas.project.lineage(owner.removeprefix("&")):
                for method, path in kinds.methods(clazz, name):
                    for event in kinds.definitions(method).get(path, ()):
                        if isinstance(event, Bind):
                            yield from makers(kinds, method, event.src)
        return
    for event in kinds.definitions(facts).get(operand, ()):
        if isinstance(event, Call):
            yield facts, event
        elif isinstance(event, Bind) and event.src[:1] != "#" and event.src != operand:
            yield from makers(kinds, facts, event.src)
