"""What others can't do in the gap: reach what was taken out under the lock, or pass where one has passed for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from letgo.flow.blocks import Statement, inside
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import (
    FALSE,
    TRUE,
    Bind,
    Call,
    Event,
    Graph,
    Item,
    Iterate,
    Member,
    Next,
    Operand,
    Return,
    Test,
    is_temporary,
    reads,
    root,
    writes,
)
from letgo.flow.held import only_behind
from letgo.remedies.leaving import LOOKS, fields_of

if TYPE_CHECKING:
    from letgo.remedies.let_go_of_lock import Ground

SAYS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warning"})
ASKS = frozenset({"empty", "full", "qsize"})
TAKES_OUT = frozenset({"get", "get_nowait", "pop", "popitem", "popleft"})
CONSTRUCTORS = frozenset({"__init__", "__new__", "__setstate__"})


def taken_out(here: Ground) -> frozenset[Operand]:
    """Names of what the function took out of shared state, or out of what it took: nobody else finds it there."""
    events = [node.event for node in here.graph.nodes if node.event]
    swapped = {event.dst for event in events if isinstance(event, Bind) and _field(event.dst)}
    found: set[Operand] = set()
    for event in events:
        if isinstance(event, Call) and event.method in TAKES_OUT and _field(event.receiver):
            # A dictionary's `get` leaves there what it gives; a queue's doesn't.
            if event.method != "get" or not here.scopes.plain(here.stall.held.facts, event.receiver):
                found.add(event.dst)
        elif isinstance(event, Bind) and event.src in swapped and not _field(event.dst) and _anew(here, event):
            found.add(event.dst)
    while more := {writes(event) for event in events if _part_of(event, found)} - found - {""}:
        found |= more
    return frozenset(name for name in found if name and (is_temporary(name) or "." not in name))


def _field(operand: Operand) -> bool:
    """Whether it is a field of the object or a variable of a module, as a whole."""
    return operand[:1] == "@" or (root(operand) in ("self", "cls") and operand.count(".") == 1 and operand[-1] != "]")


def _anew(here: Ground, taking: Bind) -> bool:
    """Whether the field that a name was bound from is bound to something else right after, in the same scope."""
    numbers = [n for n in sorted(here.stall.held.scope.nodes) if here.graph.nodes[n].event is taking]
    return any(
        isinstance(node.event, Bind) and node.event.dst == taking.src and node.stmt == here.graph.nodes[number].stmt
        for number in numbers
        for node in here.graph.nodes
    )


def _part_of(event: Event, names: set[Operand]) -> bool:
    """Whether an event gives a part of one of these, or the same under another name."""
    match event:
        case Bind(dst, src):
            return (src in names or root(src) in names) and "." not in dst.lstrip("%")
        case Iterate(_, src) | Next(_, src) | Item(_, src) | Member(_, src):
            return src in names or root(src) in names
        case Call():
            return event.method in LOOKS | TAKES_OUT and root(event.receiver) in names
    return False


def is_ours(here: Ground) -> bool:
    """Whether each call that waits is one on what was taken out, or is given it."""
    taken = taken_out(here)
    for number, _ in here.stall.ways:
        event = here.graph.nodes[number].event
        if not isinstance(event, Call):
            return False
        given = (event.receiver, *(argument.operand for argument in event.arguments))
        if not any(operand and (operand in taken or root(operand) in taken) for operand in given):
            return False
    return True


def claimed(here: Ground, before: tuple[Statement, ...]) -> frozenset[str]:
    """Fields by which only one thread ever passes: it returns if one is set, sets it, and nobody takes it back."""
    found: set[str] = set()
    for index, gate in enumerate(before):
        if gate.kind != "if":
            continue
        later = {each.id for each in before[index + 1 :] if each.kind == "bind"}
        for number, node in enumerate(here.graph.nodes):
            if node.stmt != gate.id or not isinstance(node.event, Test) or node.event.what != "truth":
                continue
            path = node.event.operand
            name = path.rpartition(".")[2]
            value = next((each for each in _values(here.graph, path, later) if each in (TRUE, FALSE)), "")
            if (
                value
                and _field(path)
                and _turns_away(here.graph, gate, number, value)
                and _only_ever(here, name, value)
            ):
                found.add(name)
    return frozenset(found)


def _turns_away(graph: Graph, gate: Statement, test: int, value: Operand) -> bool:
    """Whether a statement returns where a test finds what the field is then set to."""
    ids = {each.id for each in inside(gate)}
    returns = [number for number, node in enumerate(graph.nodes) if isinstance(node.event, Return) and node.stmt in ids]
    slot = 0 if value == TRUE else 1
    return bool(returns) and all(only_behind(graph, each, test, slot) for each in returns)


def _values(graph: Graph, name: Operand, statements: set[int]) -> Iterator[Operand]:
    for node in graph.nodes:
        if node.stmt in statements and isinstance(node.event, Bind) and node.event.dst == name:
            yield node.event.src


def _only_ever(here: Ground, name: str, value: Operand) -> bool:
    """Whether a field is bound to nothing but this value, constructors apart."""
    owner = here.scopes.kinds.owner(here.stall.held.facts)
    if not owner:
        return False
    for clazz in here.scopes.family(owner):
        for facts in here.scopes.methods_of(clazz):
            for node in facts.graph.nodes if facts.graph and facts.name not in CONSTRUCTORS else ():
                bound = node.event if isinstance(node.event, Bind) and "." in node.event.dst else None
                if bound and bound.dst.rpartition(".")[2] == name and bound.src != value:
                    return False
    return True


def harmless(here: Ground, callee: FunctionFacts, depth: int = 2) -> bool:
    """Whether a method only uses objects that guard themselves, and no field that changes; so do those it calls."""
    graph = callee.graph
    if graph is None or fields_of(callee) & here.guarded.all:
        return False
    nodes = [  # but for what only looks, or says something
        (number, event)
        for number, node in enumerate(graph.nodes)
        if (event := node.event) and not (isinstance(event, Call) and event.method in SAYS | ASKS | LOOKS)
    ]
    for number, event in nodes:
        if isinstance(event, Call) and root(event.receiver or event.callee) in ("self", "cls", "super"):
            if event.receiver == "self" and depth:
                inner = [each for each, _ in here.scopes.waits.callees(callee, number)]
                if not inner or not all(harmless(here, each, depth - 1) for each in inner):
                    return False
            elif "." not in event.receiver or here.scopes.plain(callee, event.receiver):
                return False
        elif isinstance(event, Call) and any(a.operand in ("self", "cls") for a in event.arguments):
            return False
        if isinstance(event, Bind) and _field(event.dst.removesuffix(".[]")):
            return False
    return not any(module_state(here, operand) for _, event in nodes for operand in reads(event))


def module_state(here: Ground, operand: Operand) -> bool:
    """Whether an operand is a variable of a module of the project, and by its name no constant."""
    if not operand.startswith("@"):
        return False
    split = here.scopes.atlas.project.split(here.scopes.atlas.project.canonical(operand[1:]))
    if split is None or not split[1]:
        return False
    module, rest = split
    head = rest.partition(".")[0]
    return head not in module.functions and head not in module.classes and not head.isupper()
