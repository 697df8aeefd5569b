"""Which functions a call may run: by kind, with overrides; and by the words of a receiver of which nothing is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Await, Bind, Call, Enter, Event, Iterate, Member, Next, Operand, Yield, is_temporary
from letgo.program.atlas import Atlas, words
from letgo.program.callbacks import put_in
from letgo.program.containers import spoken
from letgo.program.kinds import NOTHING, PROPERTIES, Kinds, KindSolver

OVERRIDES = 16  # overrides of one method that are looked at
# Methods so common that a receiver's words alone say nothing about whose they are.
COMMON = frozenset(
    {
        "add", "append", "cancel", "clear", "copy", "count", "critical", "debug", "decode", "discard", "encode",
        "error", "exception", "extend", "find", "format", "get", "index", "info", "insert", "is_set", "items", "join",
        "keys",
        "locked", "log", "lower", "notify", "notify_all", "pop", "popitem", "put", "remove", "replace", "reverse",
        "set", "setdefault", "sort", "split", "strip", "update", "upper", "values", "warning",
    }
)  # fmt: skip
RUNS = frozenset({"filter", "map"})  # functions that run the function they are given
SHORT = re.compile(r"^(con|conn|cnx|cxn|connection)s?\d*$")


@dataclass(frozen=True, slots=True)
class Target:
    """A project function that a call may run. `guessed`: told by words, or one of several overrides.

    `kind` is the class that its object is of, or inherits from; "" if that is no other than the method's own.
    """

    facts: FunctionFacts
    guessed: bool = False
    kind: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return (self.facts.full, self.kind)


@dataclass(frozen=True, slots=True)
class Callees:
    """What a call may run: project functions, and library calls by dotted name (`queue.Queue.get`).

    `receivers` are the kinds the receiver may have; none if nothing is known. `given`: a function that was handed in,
    by whoever made the object or called this function.
    """

    targets: tuple[Target, ...] = ()
    library: tuple[str, ...] = ()
    receivers: Kinds = frozenset()
    by_words: bool = False  # nothing is known of the receiver but its name
    given: bool = False

    @property
    def opaque(self) -> bool:
        """Whether it may well run something else too."""
        return self.by_words or self.given


@dataclass(slots=True)
class Dispatcher:
    """Answers what an event of a function runs."""

    atlas: Atlas
    kinds: KindSolver
    _calls: dict[tuple[str, int, str], Callees] = field(default_factory=dict)

    def at(self, facts: FunctionFacts, number: int, kind: str = "") -> Callees:
        """What the event at a node runs: a call, a property that is read, a block that is entered.

        `kind` is the class of a method's own object, where more is known of it than that it has the method.
        """
        assert facts.graph is not None
        event = facts.graph.nodes[number].event
        kind = kind if kind and _own(facts, event) else ""
        key = (facts.full, number, kind)
        if key not in self._calls:
            self._calls[key] = self._event(facts, event, kind)
        return self._calls[key]

    def _event(self, facts: FunctionFacts, event: Event | None, kind: str) -> Callees:
        match event:
            case Call():
                found = self._of_own(facts, event, kind) if kind else self._call(facts, event)
                return self._running(facts, event, found)
            case Member(_, base, name):
                return self._property(frozenset({kind}) if kind else self.kinds.of(facts, base), name)
            case Enter(_, manager, awaited):
                return self._entering(facts, manager, "__aenter__" if awaited else "__enter__")
            case _:
                return Callees()

    def called(self, facts: FunctionFacts, call: Call) -> list[FunctionFacts]:
        """The project functions that a call names, whether their bodies run there or not."""
        return [target.facts for target in self._call(facts, call).targets]

    # -- calls -----------------------------------------------------------------------------------------------------

    def _of_own(self, facts: FunctionFacts, call: Call, kind: str) -> Callees:
        """What a method calls on its own object, of which the class is known."""
        if call.receiver != "super":
            return self._methods(frozenset({kind}), call.method)
        method = self.atlas.project.method(kind, call.method, beyond=self.kinds.owner(facts))
        return Callees((_target(method, kind),)) if method is not None else self._call(facts, call)

    def _call(self, facts: FunctionFacts, call: Call) -> Callees:
        if call.receiver == "super":
            owner = self.kinds.owner(facts)
            method = self.atlas.project.method(owner, call.method, beyond=owner) if owner else None
            if method is not None:
                return Callees((_target(method, owner),))
            beside = self._beside(owner, call.method) if owner else ()
            if beside:
                return Callees(beside)
            if owner and call.method == "__call__" and "type" in self.atlas.project.outside(owner):
                return self._through_metaclass(owner)
            outside = self.atlas.project.outside(owner) if owner else []
            return Callees((), tuple(f"{base}.{call.method}" for base in outside))
        if not call.method:
            found = self._callables(self.kinds.of(facts, call.callee))
            if "@" + call.name == call.callee and call.name in RUNS and call.arguments:
                return self._callables(self.kinds.of(facts, call.arguments[0].operand))
            if facts.parent or call.callee not in {each.name for each in facts.parameters}:
                return found
            return replace(found, targets=tuple(replace(each, guessed=True) for each in found.targets), given=True)
        if call.receiver.startswith("@"):
            named = self.kinds.named(call.target)
            if any(self._known(kind) for kind in named):
                return self._callables(named)
            if named and not self.kinds.named(call.receiver[1:]) - {"&" + call.receiver[1:]}:
                return self._callables(named)
        receivers = self.kinds.of(facts, call.receiver)
        found = self._methods(receivers, call.method)
        if found.targets or any(self.kinds.catalogue.wait(name) for name in found.library):
            return found
        if receivers and receivers != spoken(call.receiver, self.kinds.catalogue):
            return found  # it is known, and doesn't wait; what is told by its name alone may be another thing
        return self._by_words(facts, call)

    def _beside(self, owner: str, name: str) -> tuple[Target, ...]:
        """`super()` in a class that is mixed into others: what comes after it in their lines of ancestors."""
        heirs = self.atlas.below(owner)[:OVERRIDES]
        found = [self.atlas.project.method(heir, name, beyond=owner) for heir in heirs]
        return tuple(Target(each, guessed=True) for each in _unique(found))

    def _known(self, kind: str) -> bool:
        name = kind.removeprefix("&")
        return kind[0] == "&" and (self.kinds.function(name) is not None or self.atlas.project.clazz(name) is not None)

    def _through_metaclass(self, owner: str) -> Callees:
        """`super().__call__()` of a metaclass makes an object of the class."""
        made = [self.atlas.project.method(name, "__init__") for name in self.atlas.made_by(owner)]
        return Callees(tuple(Target(each, guessed=True) for each in made if each is not None))

    def _callables(self, kinds: Kinds) -> Callees:
        targets: list[Target] = []
        library: list[str] = []
        for kind in sorted(kinds):
            name = kind.removeprefix("&")
            if kind[0] != "&":
                method = self.atlas.project.method(kind, "__call__") if kind[0] != "[" else None
                targets += [Target(method)] if method else []
                continue
            if self.atlas.project.clazz(name) is not None:
                targets += self._constructing(name)
                library += self.atlas.project.outside(name)
                continue
            function = self.kinds.function(name)
            if function is not None:
                targets.append(Target(function, guessed=len(kinds) > 1))
            else:
                library.append(name)
        return Callees(tuple(targets), tuple(library))

    def _constructing(self, name: str) -> list[Target]:
        metaclass = self.atlas.project.clazz(name)
        found = [self.atlas.project.method(name, each) for each in ("__new__", "__init__", "__post_init__")]
        if metaclass is not None and metaclass.metaclass:
            own = self.atlas.project.canonical(metaclass.metaclass, True)
            found.insert(0, self.atlas.project.method(own, "__call__"))
        return [_target(each, name) for each in found if each is not None]

    def _methods(self, receivers: Kinds, name: str) -> Callees:
        targets: dict[tuple[str, str], Target] = {}
        library: list[str] = []
        given = False
        for kind in sorted(receivers):
            if kind[:2] == "[]":
                continue
            bare = kind.removeprefix("&")
            if self.atlas.project.clazz(bare) is None:
                library += (
                    [f"{base}.{name}" for base in self.kinds.bases(bare)] if kind[0] != "&" else [f"{bare}.{name}"]
                )
                continue
            method = self.atlas.project.method(bare, name)
            if method is not None:
                target = _target(method, bare)
                targets.setdefault(target.key, target)
            else:
                stored = self.kinds.field(bare, name)
                outside = NOTHING if stored else put_in(self.kinds, bare, name)
                found = self._callables(frozenset(each for each in stored | outside if each[0] == "&"))
                given = given or bool(outside) or (bool(found.targets) and self._is_given(bare, name))
                targets |= {each.key: replace(each, guessed=each.guessed or given) for each in found.targets}
                library += found.library
                library += [f"{base}.{name}" for base in self.kinds.bases(bare)]
            for each in self._overrides(bare, name):
                targets.setdefault((each.full, ""), Target(each, guessed=True))
        return Callees(tuple(targets.values()), tuple(library), receivers, given=given)

    def _is_given(self, owner: str, name: str) -> bool:
        """Whether what objects of a class keep under a name is handed in by others: who knows them all?"""
        return any(
            isinstance(event, Bind) and event.src in {each.name for each in method.parameters}
            for clazz in self.atlas.project.lineage(owner)
            for method, path in self.kinds.methods(clazz, name)
            for event in self.kinds.definitions(method).get(path, ())
        )

    def _overrides(self, owner: str, name: str) -> list[FunctionFacts]:
        found: list[FunctionFacts] = []
        for heir in self.atlas.below(owner)[:OVERRIDES]:
            clazz = self.atlas.project.clazz(heir)
            qualname = clazz.methods.get(name) if clazz else None
            method = self.atlas.project.function(f"{clazz.module}.{qualname}", True) if clazz and qualname else None
            if method is not None:
                found.append(method)
        return found

    def _by_words(self, facts: FunctionFacts, call: Call) -> Callees:
        """A receiver of which nothing is known: classes whose name has all the words of its own, and such a method."""
        spoken = _spoken(facts, call.receiver, self.kinds)
        if not spoken:
            return Callees()
        if call.method in COMMON or call.method.startswith("__"):
            return Callees()
        found = self.atlas.methods(call.method, lambda owner: _akin(spoken, owner))
        return Callees(tuple(Target(each, guessed=True) for each in found[:OVERRIDES]), by_words=True)

    # -- what else runs --------------------------------------------------------------------------------------------

    def _running(self, facts: FunctionFacts, call: Call, found: Callees) -> Callees:
        """Leave out what a call only makes: a generator that nobody reads here, a coroutine that nobody awaits here."""
        kept = [each for each in found.targets if self._runs(facts, call, each.facts)]
        return found if len(kept) == len(found.targets) else replace(found, targets=tuple(kept))

    def _runs(self, facts: FunctionFacts, call: Call, callee: FunctionFacts) -> bool:
        if not callee.asynchronous and "yield" not in self.atlas.text(callee):
            return True
        lowered = self.atlas.lowered(callee)
        if lowered is None:
            return False
        if not lowered.generator and not lowered.asynchronous:
            return True
        assert facts.graph is not None
        if lowered.asynchronous and not lowered.generator:
            return any(isinstance(node.event, Await) and node.event.src == call.dst for node in facts.graph.nodes)
        return any(
            isinstance(node.event, Iterate | Next | Enter | Yield | Call) and call.dst in _consumed(node.event)
            for node in facts.graph.nodes
        )

    def _property(self, kinds: Kinds, name: str) -> Callees:
        found = []
        for kind in sorted(kinds):
            method = self.atlas.project.method(kind, name) if kind[0] not in "[&" else None
            if method is not None and any(each.rpartition(".")[2] in PROPERTIES for each in method.decorators):
                found.append(_target(method, kind))
        return Callees(tuple(found))

    def _entering(self, facts: FunctionFacts, manager: Operand, name: str) -> Callees:
        receivers = frozenset(kind for kind in self.kinds.of(facts, manager) if kind[0] not in "[&")
        return self._methods(receivers, name) if receivers else Callees()


def _target(method: FunctionFacts, kind: str) -> Target:
    """A method that is had through an object of a class."""
    return Target(method, kind=kind if kind != f"{method.module}.{method.owner}" else "")


def _own(facts: FunctionFacts, event: Event | None) -> bool:
    """Whether an event calls a method of the very object that a method is of, or reads a property of it."""
    if not facts.owner or facts.parent or not facts.parameters:
        return False
    own = facts.parameters[0].name
    if isinstance(event, Call):
        return bool(event.method) and event.receiver in (own, "super")
    return isinstance(event, Member) and event.base == own


def _unique(found: Iterable[FunctionFacts | None]) -> list[FunctionFacts]:
    return list({each.full: each for each in found if each is not None}.values())


def _consumed(event: Iterate | Next | Enter | Yield | Call) -> tuple[Operand, ...]:
    match event:
        case Enter(_, manager):
            return (manager,)
        case Yield(_, src, delegates):
            return (src,) if delegates else ()
        case Call():
            return tuple(argument.operand for argument in event.arguments)
        case Iterate(_, src) | Next(_, src):
            return (src,)


def _spoken(facts: FunctionFacts, receiver: Operand, kinds: KindSolver) -> tuple[str, ...]:
    """The words of the last name of a receiver; of a temporary, those of the call or field it comes from."""
    if is_temporary(receiver):
        for event in kinds.definitions(facts).get(receiver, ()):
            if isinstance(event, Call):
                return words(event.name)[1:] if event.name.startswith(("get_", "_get_", "make_")) else ()
        return ()
    name = receiver.lstrip("@").rpartition(".")[2]
    return words(name.rstrip("0123456789_"))


def _akin(spoken: tuple[str, ...], owner: str) -> bool:
    """Whether a variable's words name a class: each is one of the class's words, or the beginning of one."""
    have = words(owner)
    if not have:
        return False
    if SHORT.match("_".join(spoken)):
        return "connection" in have
    if not any(len(word) > 2 for word in spoken):
        return False
    joined = "".join(have)
    return all(any(_means(word, other) for other in have) or word in joined for word in spoken) and (
        _means(spoken[-1], have[-1]) or "".join(spoken) in joined
    )


def _means(word: str, other: str) -> bool:
    return other == word or other == word.rstrip("s") or (len(word) >= 4 and other.startswith(word))
