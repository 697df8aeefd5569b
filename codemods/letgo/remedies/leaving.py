"""What the statements that would leave a lock's block read, write and call: may they leave, and what must they take?

The statements are children of the block's body, next to each other. Fields are told by their bare names: an object of
the class stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from letgo.flow.blocks import Statement, Suite, inside, walk
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import (
    Bind,
    Call,
    Event,
    Graph,
    Item,
    Iterate,
    Member,
    Operand,
    Place,
    reads,
    root,
    writes,
)
from letgo.program.containers import PASSES_ON, WALKS
from letgo.program.intent import MUTATES
from letgo.program.locks import Held
from letgo.program.scopes import LockScopes
from letgo.remedies.closures import captures, changed_around, shared_change
from letgo.remedies.worked_out import worked_out

LOOKS = frozenset({"copy", "items", "keys", "values"})
ENDS = frozenset({"cancel", "close", "disconnect", "join", "shutdown", "stop", "terminate"})


@dataclass(frozen=True, slots=True)
class Take:
    """An expression to evaluate under the lock: where it stands, the field it reads, whether it is copied.

    `whole`: it is an argument that is worked out from the field, and this is what to call it; else "".
    """

    place: Place
    name: str
    copied: bool = False
    whole: str = ""


@dataclass(slots=True)
class Leaving:
    """The answer. `stop` says why they can't leave; `doubts` why a person should look."""

    stop: str = ""
    takes: list[Take] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    sketch: bool = False  # too much of it is for a person to see to: it may only be shown


@dataclass(slots=True)
class Guarded:
    """Which fields change while others run: bound outside of the constructor, or changed in place."""

    bound: frozenset[str]
    changed: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.bound | self.changed


def guarded_fields(held: Held, scopes: LockScopes) -> Guarded:
    """The fields of the lock's owner that some method but the constructor changes, and what its scopes change."""
    owner = scopes.kinds.owner(held.facts)
    bound: set[str] = set()
    changed: set[str] = set()
    for facts in scopes.methods_of(owner) if owner else ():
        if facts.name not in ("__init__", "__new__", "__setstate__"):
            _changes(facts.graph, bound, changed)
    for other in scopes.of_lock(held.lock.identity):
        if other.facts.name not in ("__init__", "__new__"):
            _changes(other.facts.graph, bound, changed, other.scope.nodes)
    own = {held.scope.lock.rpartition(".")[2]}
    return Guarded(frozenset(bound - own), frozenset(changed - own))


def _changes(graph: Graph | None, bound: set[str], changed: set[str], only: frozenset[int] | None = None) -> None:
    for number, node in enumerate(graph.nodes if graph else ()):
        event = node.event
        if only is not None and number not in only:
            continue
        if isinstance(event, Bind) and _own(event.dst.removesuffix(".[]")):
            name = event.dst.removesuffix(".[]").rpartition(".")[2]
            (changed if event.dst.endswith(".[]") else bound).add(name)
        elif isinstance(event, Call) and event.method in MUTATES and _own(event.receiver):
            changed.add(event.receiver.rpartition(".")[2])


def _own(operand: Operand) -> bool:
    """Whether an operand is a field of the object itself, or of the module."""
    return operand.count(".") >= 1 and (operand[0] == "@" or operand.rpartition(".")[0] in ("self", "cls"))


def leaving(
    held: Held,
    scopes: LockScopes,
    moved: tuple[Statement, ...],
    guarded: Guarded,
    only: frozenset[int] = frozenset(),
    gone: frozenset[str] = frozenset(),
) -> Leaving:
    """Whether these statements, or `only` these nodes, may leave the block of a lock.

    `gone` are fields that hold something else by then: nobody else reaches what they held.
    """
    graph = held.facts.graph
    assert graph is not None
    ids = {each.id for statement in moved for each in inside(statement)}
    nodes = [
        (number, node.event)
        for number, node in enumerate(graph.nodes)
        if (node.stmt in ids or number in only) and node.event
    ]
    found = Leaving()
    used = {event.src for _, event in nodes if isinstance(event, Iterate)}
    used |= {
        argument.operand
        for _, event in nodes
        if isinstance(event, Call) and event.name in PASSES_ON | WALKS and event.receiver[:1] in ("", "@")
        for argument in event.arguments
    }
    looked = {
        event.dst for _, event in nodes if isinstance(event, Call) and event.method in LOOKS and event.dst in used
    }
    seen = _whole_arguments(found, held, scopes, moved, guarded)
    for number, event in nodes:
        if number not in held.scope.nodes or number in seen:
            continue
        _check(found, held, scopes, event, number, guarded, used, looked, gone)
        if found.stop:
            return found
    found.takes = list(
        {(take.name, take.place if take.whole else None): take for take in reversed(found.takes)}.values()
    )[::-1]
    wanted = {take.name for take in found.takes}
    for number, _ in nodes if wanted else ():
        for callee, _ in scopes.waits.callees(held.facts, number):
            if changed := sorted(wanted & changed_by(callee, scopes)):
                found.stop = f"{callee.name}() changes {changed[0]}, which would have been read before"
                return found
    return found


def _whole_arguments(
    found: Leaving, held: Held, scopes: LockScopes, moved: tuple[Statement, ...], guarded: Guarded
) -> frozenset[int]:
    """Take what a wait is given and what is worked out from guarded state; the nodes that need no other look."""
    graph = held.facts.graph
    assert graph is not None
    seen: set[int] = set()
    for number, name, nodes in worked_out(held, scopes, moved, guarded, bound_in(graph, moved)):
        found.takes.append(Take(graph.nodes[number].place, name, whole=_called(graph.nodes[number].event, name)))
        found.sketch = True
        seen |= nodes
    return frozenset(seen)


def _called(event: Event | None, field: str) -> str:
    """What to call something that is worked out from a field: one of several things has the name of one."""
    name = field.strip("_")
    one = isinstance(event, Item) or (isinstance(event, Call) and event.method == "get")
    return name[:-1] if one and name.endswith("s") and not name.endswith("ss") else name


def changed_by(callee: FunctionFacts, scopes: LockScopes, depth: int = 3) -> frozenset[str]:
    """The bare names of the fields that a method changes, under whatever lock, itself or by other methods."""
    bound: set[str] = set()
    changed: set[str] = set()
    if callee.name != "__init__":
        _changes(callee.graph, bound, changed)
    for number, node in enumerate(callee.graph.nodes if callee.graph and depth else ()):
        if isinstance(node.event, Call) and node.event.receiver in ("self", "cls", "super"):
            for inner, _ in scopes.waits.callees(callee, number):
                changed |= changed_by(inner, scopes, depth - 1)
    return frozenset(bound | changed)


def changes_itself(callee: FunctionFacts, scopes: LockScopes) -> bool:
    """Whether a method changes a field of its object outside of every lock that it takes, itself or by its parts."""
    under = frozenset[int]().union(*(each.scope.nodes for each in scopes.locks.scopes(callee)))
    graph = callee.graph
    numbers = [number for number in range(len(graph.nodes)) if number not in under] if graph else []
    changed: set[str] = set()
    _changes(graph, changed, changed, frozenset(numbers))
    parts = [
        inner
        for number in numbers
        if graph and isinstance(event := graph.nodes[number].event, Call) and event.receiver in ("self", "super")
        for inner, _ in scopes.waits.callees(callee, number)
    ]
    return bool(changed) or any(changed_by(each, scopes) for each in parts)


def _check(
    found: Leaving, held: Held, scopes: LockScopes, event: Event, number: int, guarded: Guarded, used: set[Operand],
    looked: set[Operand], gone: frozenset[str],
) -> None:  # fmt: skip
    graph = held.facts.graph
    assert graph is not None
    row = graph.nodes[number].place[0]
    lock = held.scope.lock
    if isinstance(event, Call) and event.receiver == lock:
        found.stop = f"{lock.lstrip('@')}.{event.method}() (line {row}) needs the lock"
        return
    target = writes(event)
    if isinstance(event, Bind) and "." in target and target[0] not in "%#":
        if target.startswith("@") or root(target) in ("self", "cls", "nonlocal") or captures(held.facts, target):
            found.stop = f"guarded state is written with or after the wait ({target.removesuffix('.[]')}, line {row})"
        else:
            found.doubts.append(f"{target.removesuffix('.[]')} (line {row}) is written without the lock then")
        return
    if held.facts.parent and (name := shared_change(held, event)):
        found.stop = f"{name}, which is shared with the function around, changes under the lock (line {row})"
        return
    if isinstance(event, Call) and event.method in MUTATES and _field(event.receiver) in guarded.changed:
        found.stop = f"guarded state is changed with or after the wait ({event.receiver}, line {row})"
        return
    if isinstance(event, Call) and event.dst in looked:
        if _field(event.receiver) in guarded.all:
            found.takes.append(Take(graph.nodes[number].place, _field(event.receiver), copied=True))
        return
    if isinstance(event, Call) and _field(event.receiver) not in gone and _serialised(held, scopes, event.receiver):
        if event.method not in ENDS or all(number != each for each, _ in scopes.ways(held)):
            found.stop = (
                f"{event.receiver} is used under the lock elsewhere too: its calls must not overlap (line {row})"
            )
            return
        found.sketch = True  # whoever ends something may do so while others use it: they must bear that anyway
        found.doubts.append(f"{event.receiver} is used under the lock elsewhere: it may be ended while others use it")
    if isinstance(event, Call):
        _callees(found, held, scopes, number, guarded, row)
    if isinstance(event, Member) and _computed(held, scopes, number, guarded):
        found.takes.append(Take(graph.nodes[number].place, event.name))
        return
    _read(found, graph, event, number, guarded, used, looked)


def _serialised(held: Held, scopes: LockScopes, receiver: Operand) -> bool:
    """Whether a field is an object that the lock serialises: called in other scopes of it, and no guard of itself."""
    if not receiver.startswith("self.") or not scopes.plain(held.facts, receiver):
        return False
    return any(call.receiver == receiver for call in calls_elsewhere(held, scopes))


def calls_elsewhere(held: Held, scopes: LockScopes) -> Iterator[Call]:
    """The calls in all other scopes of a lock."""
    for other in scopes.of_lock(held.lock.identity):
        graph = other.facts.graph
        if graph is None or (other.facts.full, other.scope.node) == (held.facts.full, held.scope.node):
            continue
        for number in other.scope.nodes:
            event = graph.nodes[number].event
            if isinstance(event, Call):
                yield event


def _computed(held: Held, scopes: LockScopes, number: int, guarded: Guarded) -> bool:
    """Whether what is read is a property that computes it from guarded state."""
    targets = [callee for callee, _ in scopes.waits.callees(held.facts, number)]
    return any(any(_touched(callee, scopes, held, guarded)) for callee in targets)


def _read(
    found: Leaving, graph: Graph, event: Event, number: int, guarded: Guarded, used: set[Operand], looked: set[Operand]
) -> None:
    if not isinstance(event, Member) or root(event.dst) not in ("self", "cls") or event.base not in ("self", "cls"):
        if isinstance(event, Item) and _field(event.base) in guarded.changed:
            found.stop = f"{event.base} is looked up where it may have changed (line {graph.nodes[number].place[0]})"
        return
    name = event.name
    if name in guarded.changed:
        path = event.dst
        if path in used:
            found.takes.append(Take(graph.nodes[number].place, name, copied=True))
        elif not any(
            isinstance(node.event, Call) and node.event.receiver == path and node.event.dst in looked
            for node in graph.nodes
        ):
            found.stop = f"{path} is read where it may have changed (line {graph.nodes[number].place[0]})"
    elif name in guarded.bound:
        found.takes.append(Take(graph.nodes[number].place, name))


def _callees(found: Leaving, held: Held, scopes: LockScopes, number: int, guarded: Guarded, row: int) -> None:
    """What a call runs must not touch what the lock guards, unless it takes the lock itself."""
    owner = scopes.kinds.owner(held.facts)
    opaque = scopes.dispatcher.at(held.facts, number).opaque
    for callee, _ in scopes.waits.callees(held.facts, number):
        if opaque:
            found.doubts.append(f"what {callee.name}() (line {row}) runs is not known for sure")
        shared = changed_around(callee) if held.facts.parent else []
        if shared:
            found.stop = f"{callee.name}() (line {row}) touches what the lock guards ({', '.join(shared[:2])})"
        mine = scopes.kinds.owner(callee)
        if not mine or not owner or mine not in scopes.family(owner):
            continue
        base = _elsewhere(held)
        if base and any(operand.startswith(base) for operand in _operands(callee)):
            found.sketch = True
            found.doubts.append(f"{callee.name}() uses {base}, whose lock it is: look at it again under the lock")
        changed, moving, looked = _touched(callee, scopes, held, guarded)
        if changed:
            found.stop = f"{callee.name}() (line {row}) touches what the lock guards ({', '.join(sorted(changed)[:2])})"
        elif moving or looked:
            found.sketch = found.sketch or bool(moving)
            found.doubts.append(f"{callee.name}() reads {min(moving or looked)} without the lock then")


def _elsewhere(held: Held) -> str:
    """The object that a lock is a part of, if that isn't the function's own: `self.reactor` of `self.reactor.mutex`."""
    base = held.scope.lock.rpartition(".")[0]
    return base if "." in base and base[0] not in "@%" else ""


def _operands(facts: FunctionFacts) -> Iterator[Operand]:
    for node in facts.graph.nodes if facts.graph else ():
        yield from reads(node.event)


Names = frozenset[str]


def _touched(callee: FunctionFacts, scopes: LockScopes, held: Held, guarded: Guarded) -> tuple[Names, Names, Names]:
    """Guarded fields that a callee touches without the lock: what it changes, what others change in place, the rest."""
    graph = callee.graph
    assert graph is not None
    if scopes.wrapped_in(callee, held.lock.identity):
        return frozenset(), frozenset(), frozenset()
    under = frozenset[int]().union(
        *(each.scope.nodes for each in scopes.locks.scopes(callee) if each.lock.identity == held.lock.identity)
    )
    bound: set[str] = set()
    changed: set[str] = set()
    outside = frozenset(number for number, node in enumerate(graph.nodes) if node.event) - under
    _changes(graph, bound, changed, outside)
    read = {
        _field(operand)
        for number in outside
        for operand in reads(graph.nodes[number].event)
        if _own(operand) and operand[0] != "@"
    }
    written = frozenset((bound | changed) & guarded.all)
    return written, frozenset(read & guarded.changed) - written, frozenset(read & guarded.bound) - written


def looked_into(callee: FunctionFacts, scopes: LockScopes, held: Held, guarded: Guarded, depth: int = 3) -> str:
    """A field that others change in place and that a method of the lock's owner, or one it calls, looks into."""
    owner, mine = scopes.kinds.owner(held.facts), scopes.kinds.owner(callee)
    if callee.graph is None or not owner or mine not in scopes.family(owner):
        return ""
    changed, moving, _ = _touched(callee, scopes, held, guarded)
    if changed or moving or not depth:
        return min(changed | moving, default="")
    for number, node in enumerate(callee.graph.nodes):
        if isinstance(node.event, Call) and node.event.receiver in ("self", "cls", "super"):
            for inner, _ in scopes.waits.callees(callee, number):
                if found := looked_into(inner, scopes, held, guarded, depth - 1):
                    return found
    return ""


def fields_of(facts: FunctionFacts) -> frozenset[str]:
    """The bare names of the fields of its object that a function reads or writes."""
    operands = [
        operand.removesuffix(".[]")
        for node in (facts.graph.nodes if facts.graph else ())
        for operand in (*reads(node.event), writes(node.event))
    ]
    return frozenset(_field(operand) for operand in operands if operand.startswith("self."))


def _field(operand: Operand) -> str:
    """The bare name of a field: `self._jobs` -> `_jobs`."""
    return operand.rpartition(".")[2] if "." in operand and operand[:1] not in "%#" else ""


def bound_in(graph: Graph, suite: Suite | tuple[Statement, ...]) -> frozenset[str]:
    """The local names that statements bind."""
    statements = walk(suite) if isinstance(suite, Suite) else (each for one in suite for each in inside(one))
    ids = {each.id for each in statements}
    names = {writes(node.event) for node in graph.nodes if node.stmt in ids}
    return frozenset(name for name in names if name and name[0] not in "%@#" and "." not in name)


def read_in(graph: Graph, statements: tuple[Statement, ...]) -> frozenset[str]:
    """The local names that statements read."""
    ids = {each.id for one in statements for each in inside(one)}
    return frozenset(
        root(operand)
        for node in graph.nodes
        if node.stmt in ids
        for operand in reads(node.event)
        if operand and operand[0] not in "%@#"
    )
