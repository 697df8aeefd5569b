"""Take out of the guarded state under the lock, leave it, then deal with what was taken: one loop becomes two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from letgo.flow.blocks import Statement, inside, locate, walk
from letgo.flow.graph import Bind, Call, is_temporary, root
from letgo.flow.plan import Drain, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.leaving import ENDS, Leaving, bound_in, leaving, read_in
from letgo.remedies.let_go_of_lock import Ground, free_name, is_opaque, may_be_held_around
from letgo.remedies.moving_out import events, never, parts_run_under_it, shown_at_most
from letgo.remedies.out_of_reach import SAYS, taken_out
from letgo.remedies.settle_then_wait import REMOVES

Drained = tuple[Statement, str]  # a statement of a loop that leaves it, and the name of what it deals with


def drain_then_wait(here: Ground) -> Plan | Refusal:
    """The plan, if all that waits deals with one thing of a loop that is under the lock for the sake of its head."""
    drained = _drained(here)
    if isinstance(drained, Refusal):
        return drained
    (item,) = {name for _, name in drained}
    moved = tuple(dict.fromkeys(statement for statement, _ in drained))
    why = never(here, moved) or _ends_early(here, moved)
    if why:
        return Refusal(why)
    found = leaving(here.stall.held, here.scopes, moved, here.guarded)
    if found.stop or found.takes:
        return Refusal(found.stop or "what it needs from the guarded state would be read too late")
    rest = tuple(
        each for each in walk(here.body) if each.id not in {inner.id for one in moved for inner in inside(one)}
    )
    if bound_in(here.graph, moved) & _read_by(here, rest):
        return Refusal("what it gives is used under the lock")
    begun = tuple(each for each in rest if each.id > moved[0].id)
    if late := sorted(read_in(here.graph, moved) & bound_in(here.graph, begun) - {item}):
        return Refusal(f"{late[0]}, which the wait needs, is bound again under the lock")
    if needing := _needs_it_over(here, moved, begun, item):
        return Refusal(f"what {needing}() does with {item} may need the wait to be over")
    if _read_behind(here, item):
        return Refusal(f"{item} is read behind the block: it would not be the last one of its loop any more")
    last = here.body.statements[-1]
    if last.kind == "return" and read_in(here.graph, (last,)) & {"self", "cls"}:
        return Refusal("what is returned is read from the guarded state")
    ending = last.id if last.kind == "return" else -1
    names: list[str] = []
    for _ in moved:
        names.append(free_name(here, f"{item}s", frozenset(names)))
    operations = [Drain(here.block.id, each.id, item, into) for each, into in zip(moved, names, strict=True)]
    operations[-1] = replace(operations[-1], ending=ending)
    title = f"Take them out under {here.lock}, leave it, then wait"
    reasons = tuple(dict.fromkeys(_reasons(here, found, moved, item in taken_out(here))))
    return Plan(tuple(operations), title, _level(here, found, moved, item), reasons, frozenset(names))


def _drained(here: Ground) -> list[Drained] | Refusal:
    found: list[Drained] = []
    for number, _ in here.stall.ways:
        at = locate(here.body, here.graph.nodes[number].stmt)
        if at is None:
            return Refusal("no loop of the block is what waits")
        chain = [*(statement for statement, _ in at.around), at.suite.statements[at.index]]
        loop = next((index for index, each in enumerate(chain) if each.kind == "loop"), -1)
        if loop < 0 or any(each.kind != "if" for each in chain[:loop]):
            return Refusal("no loop of the block is what waits")
        moved = next((each for each in chain[loop + 1 :] if each.kind != "if"), None)
        if moved is None or not moved.alone:
            return Refusal("the head of the loop is what waits")
        names = sorted(read_in(here.graph, (moved,)) & _bound_by(here, chain[loop], moved))
        if len(names) != 1:
            return Refusal("it deals with several things of the loop, or with none")
        found.append((moved, names[0]))
    if len({name for _, name in found}) != 1:
        return Refusal("several loops wait, for things of several names")
    return found


def _bound_by(here: Ground, loop: Statement, moved: Statement) -> frozenset[str]:
    """The names that a loop binds, what leaves it left out."""
    gone = {each.id for each in inside(moved)}
    ids = {each.id for each in inside(loop)} - gone
    names = {node.writes for node in here.graph.nodes if node.stmt in ids}
    return frozenset(name for name in names if name and name[0] not in "%@#" and "." not in name)


def _read_by(here: Ground, statements: tuple[Statement, ...]) -> frozenset[str]:
    ids = {each.id for each in statements}
    return frozenset(
        operand.partition(".")[0] for node in here.graph.nodes if node.stmt in ids for operand in node.reads if operand
    )


def _needs_it_over(here: Ground, moved: tuple[Statement, ...], begun: tuple[Statement, ...], item: str) -> str:
    """What is called with what was waited for: more than to take it away, or to say something of it."""
    gone = {number for number, _ in events(here, moved)}
    for number, event in events(here, begun):
        if number in gone or not isinstance(event, Call) or event.method in REMOVES | SAYS:
            continue
        if item in (event.receiver, *(argument.operand for argument in event.arguments)):
            return event.name
    return ""


def _read_behind(here: Ground, item: str) -> bool:
    """Whether what a loop of the block bound last is read behind the block: it is another one then."""
    nodes, block = here.graph.nodes, {each.id for each in inside(here.block)}
    todo = [number for node in nodes if node.stmt in block for number in node.next]
    seen: set[int] = set()
    while todo:
        number = todo.pop()
        if number in seen or nodes[number].stmt in block:
            continue
        seen.add(number)
        if item in map(root, nodes[number].reads):
            return True
        if nodes[number].writes != item:
            todo += nodes[number].next
    return False


def _ends_early(here: Ground, moved: tuple[Statement, ...]) -> str:
    """Why what was taken out might never be dealt with, "" if it always is."""
    if any(each.kind in ("return", "jump", "raise") for one in moved for each in inside(one)):
        return "what waits may end its loop"
    begun = False
    for child in here.body.statements:
        begun = begun or any(each in moved for each in inside(child))
        leaves = [each for each in inside(child) if each.kind in ("return", "raise")]
        if begun and leaves and (child is not here.body.statements[-1] or child.kind != "return"):
            return f"the block may be left before it is dealt with (line {leaves[0].first})"
    return ""


def _protected(moved: tuple[Statement, ...]) -> bool:
    """Whether an error in one of them is dealt with there, as far as can be seen."""
    return all(each.kind in ("try", "with") for each in moved)


def _level(here: Ground, found: Leaving, moved: tuple[Statement, ...], item: str) -> Safety:
    events = [here.graph.nodes[number].event for number, _ in here.stall.ways]
    ends = all(isinstance(event, Call) and event.method in ENDS for event in events)
    taken = taken_out(here)
    if found.sketch or here.scopes.explained(here.stall.held) or not (item in taken or ends):
        return Safety.DISPLAY
    if _changes_more(here, moved):
        return Safety.DISPLAY
    if (is_opaque(here) and item not in taken) or is_temporary(here.stall.held.scope.lock):
        return Safety.DISPLAY
    return Safety.DISPLAY if shown_at_most(here, found, moved) else Safety.UNSAFE


def _changes_more(here: Ground, moved: tuple[Statement, ...]) -> bool:
    """Whether more than counts and containers is changed once the waits would have begun: they may depend on it."""
    gone = {each.id for one in moved for each in inside(one)}
    counts = {each.id for each in walk(here.body) if each.kind == "count"}
    rest = {each.id for each in walk(here.body) if each.id > min(gone)} - gone - counts
    for node in here.graph.nodes:
        event = node.event
        if node.stmt not in rest:
            continue
        if isinstance(event, Bind) and event.dst.startswith(("self.", "cls.", "@")):
            return True
        if isinstance(event, Call) and event.receiver in ("self", "cls"):
            return True
    return False


def _reasons(here: Ground, found: Leaving, moved: tuple[Statement, ...], taken: bool) -> Iterator[str]:
    yield from list(dict.fromkeys(found.doubts))[:2]
    if taken:
        yield f"whoever comes once {here.lock} is free finds them gone, though not all of them have ended"
    else:
        yield "others may use them, or take them away, before it is their turn"
        if any(parts_run_under_it(here, number) for number, _ in here.stall.ways):
            yield f"other calls on them run under {here.lock}: they may overlap with these then"
    if taken and not _protected(moved):
        yield "if one of them fails, those behind it are left as they are, and nobody finds them any more"
    if may_be_held_around(here):
        yield "a caller that holds the lock already keeps it through the wait"
