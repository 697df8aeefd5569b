"""Lock scopes of one function: where each begins, which nodes run under it, and whether every way out lets go.

What is a lock is asked from outside; this module only follows the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letgo.flow.graph import (
    FALSE,
    NONE,
    Await,
    Bind,
    Build,
    Call,
    Enter,
    Event,
    Graph,
    Leave,
    Operand,
    Place,
    Test,
    Use,
    writes,
)

CLOSES = frozenset({"aclose", "close", "pop_all"})
FILLS = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})


@dataclass(frozen=True, slots=True)
class Scope:
    """One lock scope: `lock` is the operand that is entered or acquired at `node`, `nodes` run while it is held.

    `form`: with | acquire | stack (entered on an exit stack) | decorator. `left_by_error`: nodes whose exception leaves
    the function with the lock still held (for `acquire()` only). `handed_on`: it is still held where the function
    returns: somebody else lets go. `leaves` are the nodes that let go of it.
    """

    lock: Operand
    node: int
    stmt: int
    place: Place
    form: str
    awaited: bool
    nodes: frozenset[int]
    leaves: frozenset[int] = frozenset()
    left_by_error: tuple[int, ...] = ()
    handed_on: bool = False
    tries: bool = False  # it doesn't wait for the lock itself: who comes second goes on without


@dataclass(frozen=True, slots=True)
class Taking:
    """What the world says of a call on a lock: `enter` takes it (`tries` without waiting), `leave` lets go of it.

    `awaited`: a coroutine takes it, so whoever makes one holds nothing until that is awaited. `stack` is what lets go
    of it in the end (an `ExitStack` that it is entered on).
    """

    lock: Operand
    does: str  # enter | leave
    tries: bool = False
    awaited: bool = False
    stack: Operand = ""


Asks = Callable[[Call], Taking | None]


def scopes(graph: Graph, is_lock: Callable[[Operand], bool], asks: Asks) -> Iterator[Scope]:
    """All lock scopes of a function, in source order of where they begin."""
    takings = {
        number: taking
        for number, node in enumerate(graph.nodes)
        if isinstance(node.event, Call) and (taking := asks(node.event)) is not None
    }
    firm = frozenset(  # where an exception leaves the block of a lock, which swallows none
        number
        for number, node in enumerate(graph.nodes)
        if isinstance(node.event, Leave) and node.event.failed and is_lock(node.event.manager)
    )
    for number, node in enumerate(graph.nodes):
        event = node.event
        if isinstance(event, Enter) and is_lock(event.manager):
            yield _with_scope(graph, number, event, takings, firm)
        elif number in takings and takings[number].does == "enter":
            make = _stacked_scope if takings[number].stack else _acquired_scope
            scope = make(graph, number, takings, firm)
            if scope is not None:
                yield scope


def _with_scope(graph: Graph, number: int, event: Enter, takings: dict[int, Taking], firm: frozenset[int]) -> Scope:
    """The block of a `with`, but for what runs between a release of the lock in it and taking it again."""
    node = graph.nodes[number]
    ends = frozenset(
        other
        for other, each in enumerate(graph.nodes)
        if isinstance(each.event, Leave) and each.event.manager == event.manager and each.stmt == node.stmt
    )
    gaps = {other for other, each in takings.items() if each.does == "leave" and each.lock == event.manager}
    inside = _reached(graph, node.next, ends | gaps, firm)
    return Scope(event.manager, number, node.stmt, node.place, "with", event.awaited, inside, ends)


def _acquired_scope(graph: Graph, number: int, takings: dict[int, Taking], firm: frozenset[int]) -> Scope | None:
    """What runs from an acquiring call on; None if that only makes a coroutine that is run elsewhere."""
    node = graph.nodes[number]
    taking = takings[number]
    awaited = _awaiting(graph, writes(node.event), taking.awaited)
    if taking.awaited and awaited < 0:
        return None
    ends = frozenset(
        other
        for other, each in takings.items()
        if each.does == "leave" and each.lock == taking.lock and other != number
    )
    starts, result = _taken(graph, awaited if awaited >= 0 else number)
    # Taken again inside of its own `with` block, it is let go of where that is left.
    blocks = {
        other for other, each in enumerate(graph.nodes)
        if isinstance(each.event, Leave) and each.event.manager == taking.lock
    }  # fmt: skip
    inside = _reached(graph, starts, ends | blocks, firm, result)
    errors = tuple(
        sorted(
            each
            for each in inside
            if graph.nodes[each].raises >= 0 and _escapes(graph, graph.nodes[each].raises, ends | blocks, firm, inside)
        )
    )
    return Scope(
        taking.lock, number, node.stmt, node.place, "acquire", awaited >= 0, inside, ends, errors, graph.exit in inside,
        taking.tries,
    )  # fmt: skip


def _stacked_scope(graph: Graph, number: int, takings: dict[int, Taking], firm: frozenset[int]) -> Scope | None:
    """What runs from where a lock is entered on a stack, until that is closed; None if it isn't closed here."""
    node, taking = graph.nodes[number], takings[number]
    events = [each.event for each in graph.nodes]
    names = {taking.stack, *(event.src for event in events if isinstance(event, Bind) and event.dst == taking.stack)}
    managers = names | {event.manager for event in events if isinstance(event, Enter) and event.dst in names}
    ends = frozenset(
        other for other, each in enumerate(graph.nodes)
        if (isinstance(each.event, Leave) and each.event.manager in managers)
        or (isinstance(each.event, Call) and each.event.receiver == taking.stack and each.event.method in CLOSES)
    )  # fmt: skip
    inside = _reached(graph, node.next, ends, firm)
    if graph.exit in inside:
        return None
    awaited = _awaiting(graph, writes(node.event), False) >= 0
    return Scope(taking.lock, number, node.stmt, node.place, "stack", awaited, inside, ends)


def _awaiting(graph: Graph, operand: Operand, coroutine: bool) -> int:
    """The node that awaits what a call gave; a coroutine also wrapped (`wait_for(lock.acquire(), 1)`); -1 if none."""
    names = {operand}
    for node in graph.nodes if coroutine else ():
        event = node.event
        if isinstance(event, Bind) and event.src in names:
            names.add(event.dst)
        if isinstance(event, Call) and any(each.operand in names for each in event.arguments):
            names.add(event.dst)
    found = (n for n, node in enumerate(graph.nodes) if isinstance(node.event, Await) and node.event.src in names)
    return next(found, -1)


def _taken(graph: Graph, number: int) -> tuple[Sequence[int], frozenset[Operand]]:
    """Where the lock is held after an acquiring call, and the operands that say whether it is."""
    names = {writes(graph.nodes[number].event)}
    for node in graph.nodes:
        if isinstance(node.event, Bind | Await) and node.event.src in names:
            names.add(node.event.dst)
    return graph.nodes[number].next, frozenset(names)


def _reached(
    graph: Graph,
    starts: Sequence[int],
    ends: frozenset[int],
    firm: frozenset[int],
    result: frozenset[Operand] = frozenset(),
) -> frozenset[int]:
    """Nodes on some path from `starts` that doesn't pass an end. Where `result` is tested, only its truth counts.

    What leaves a block by a `firm` node goes on raising.
    """
    found: set[int] = set()
    todo = [each for each in starts if each >= 0]
    while todo:
        number = todo.pop()
        if number in found or number in ends:
            continue
        found.add(number)
        node = graph.nodes[number]
        follow = list(node.next)
        if isinstance(node.event, Test) and node.event.operand in result:
            follow = [node.next[0]] if node.event.what == "truth" else [node.next[1]]
        elif number in firm:
            follow = follow[:1]
        if node.raises >= 0:
            follow.append(node.raises)
        todo.extend(each for each in follow if each >= 0)
    return frozenset(found)


def _escapes(graph: Graph, start: int, ends: frozenset[int], firm: frozenset[int], inside: frozenset[int]) -> bool:
    """Whether an exception that lands at `start` leaves the function without passing an end."""
    return graph.failure in _reached(graph, [start], ends, firm) and graph.failure in inside


def reached(graph: Graph, truths: Mapping[Operand, bool]) -> frozenset[int]:
    """The nodes that can run if these names, bound nowhere in the function, are true or false as said."""
    bound = {node.writes for node in graph.nodes}
    fixed = {name: truth for name, truth in truths.items() if name not in bound}
    found = frozenset(range(len(graph.nodes)))
    while True:
        fewer = _running(graph, fixed | _never_true(graph, found, fixed))
        if fewer != found:
            found = fewer
            continue
        filled = {name for number in found if not fixed.get(name := _filled(graph.nodes[number].event), True)}
        if not filled:
            return found
        fixed = {name: truth for name, truth in fixed.items() if name not in filled}
        found = frozenset(range(len(graph.nodes)))


def _filled(event: Event | None) -> Operand:
    """The container that an event puts something into."""
    if isinstance(event, Call):
        return event.receiver if event.method in FILLS else ""
    return event.dst.removesuffix(".[]") if isinstance(event, Bind) and event.dst.endswith(".[]") else ""


def _never_true(graph: Graph, found: frozenset[int], fixed: Mapping[Operand, bool]) -> dict[Operand, bool]:
    """The local names that these nodes bind to nothing true: to constants, to each other, to `x in` what is empty."""
    events = [graph.nodes[number].event for number in found]
    shared = {name for event in events if isinstance(event, Build) and event.lazy for name in event.operands}
    made: dict[Operand, list[Operand]] = {}
    for event in events:
        if dst := writes(event):
            src = event.src if isinstance(event, Bind) else event.sought_in if isinstance(event, Use) else ""
            made.setdefault(dst, []).append(src)
    false = {NONE, FALSE, *(name for name, truth in fixed.items() if not truth)}
    names = {name for name in made if "." not in name and name[0] != "@" and name not in shared}
    while more := {name for name in names - false if false.issuperset(made[name])}:
        false |= more
    return dict.fromkeys(false & names, False)


def _running(graph: Graph, fixed: Mapping[Operand, bool]) -> frozenset[int]:
    """The nodes that can run if these names are always true or false as said."""
    found: set[int] = set()
    todo = [graph.entry]
    while todo:
        number = todo.pop()
        if number in found:
            continue
        found.add(number)
        node = graph.nodes[number]
        follow = list(node.next)
        if isinstance(node.event, Test) and node.event.operand in fixed:
            truth = fixed[node.event.operand]
            if node.event.what == "truth":
                follow = [node.next[0] if truth else node.next[1]]
            elif truth:
                follow = [node.next[1]]  # what is true is not None
        if node.raises >= 0:
            follow.append(node.raises)
        todo.extend(each for each in follow if each >= 0)
    return frozenset(found)


def kept_if_true(graph: Graph, temporary: Operand) -> list[Operand]:
    """What an operand may be if all of it is true: of `lock and sock` the second, of `lock or sock` the first."""
    found: list[Operand] = []
    for node in graph.nodes:
        if not isinstance(node.event, Bind) or node.event.dst != temporary:
            continue
        test = graph.nodes[node.next[0]] if node.next else node
        tested = isinstance(test.event, Test) and test.event.operand == node.event.src and test.event.what == "truth"
        ends = frozenset(
            number for number, each in enumerate(graph.nodes)
            if each is not node and isinstance(each.event, Bind) and each.event.dst == temporary
        )  # fmt: skip
        on = _reached(graph, test.next[:1] if tested else node.next, ends, frozenset())
        if any(temporary in graph.nodes[number].reads for number in on):
            found.append(node.event.src)
    return found


def only_behind(graph: Graph, node: int, test: int, slot: int) -> bool:
    """Whether every path to `node` takes the given branch of a test."""
    seen: set[int] = set()
    todo = [graph.entry]
    while todo:
        number = todo.pop()
        if number in seen:
            continue
        if number == node:
            return False
        seen.add(number)
        each = graph.nodes[number]
        follow = [end for index, end in enumerate(each.next) if not (number == test and index == slot)]
        if each.raises >= 0:
            follow.append(each.raises)
        todo.extend(end for end in follow if end >= 0)
    return True
