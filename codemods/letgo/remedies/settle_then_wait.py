"""Settle under the lock what follows the wait, leave it, then wait: counts and entries need not come after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from letgo.flow.blocks import Statement, inside
from letgo.flow.graph import Await, Bind, Call, Enter, Item, Iterate, Raise, Return, Test, Yield, reads, root, writes
from letgo.flow.plan import Capture, Defer, LetGo, Operation, Plan
from letgo.model import Refusal, Safety
from letgo.program.intent import CLOCKS, JOINS, MUTATES
from letgo.remedies.leaving import Leaving, bound_in, changed_by, leaving, read_in
from letgo.remedies.let_go_of_lock import Ground, captured, is_opaque, may_be_held_around
from letgo.remedies.moving_out import events, never, said_why, shown_at_most
from letgo.remedies.out_of_reach import SAYS, is_ours, taken_out

WAKES = frozenset({"notify", "notify_all", "set"})
REMOVES = frozenset({"clear", "discard", "pop", "popitem", "popleft", "remove"})


def settle_then_wait(here: Ground) -> Plan | Refusal:
    """The plan, if what follows the wait in the block is bookkeeping that doesn't need it to be over."""
    if said := said_why(here):
        return Refusal(said)
    plan = _settle(here)
    lead = [index for number, index in enumerate(here.waiting) if number == index]
    if isinstance(plan, Plan) or not lead or len(lead) == len(here.waiting):
        return plan
    return _after_lead(here, lead, plan)


def _after_lead(here: Ground, lead: list[int], refusal: Refusal) -> Plan | Refusal:
    """The same for the waits but those that the block begins with, which go before it: a sketch."""
    plan = _settle(replace(here, waiting=here.waiting[len(lead) :]))
    ahead = here.body.statements[: len(lead)]
    found = leaving(here.stall.held, here.scopes, ahead, here.guarded)
    if isinstance(plan, Refusal) or never(here, ahead) or found.stop or found.takes or found.sketch:
        return refusal
    reasons = ("others may take the lock between what is done before it and the rest", *found.doubts, *plan.reasons)
    operations = (*plan.operations, LetGo(here.block.id, ahead[0].id, ahead[-1].id))
    return replace(plan, operations=operations, safety=Safety.DISPLAY, reasons=tuple(dict.fromkeys(reasons)))


def _settle(here: Ground) -> Plan | Refusal:
    parts = cut(here)
    if isinstance(parts, Refusal):
        return parts
    moved, behind, ending = parts
    why = never(here, moved) or unsettled(here, moved, behind)
    if why:
        return Refusal(why)
    found = leaving(here.stall.held, here.scopes, moved, here.guarded)
    if found.stop:
        return Refusal(found.stop)
    if any(way.wait.kind in CLOCKS and way.direct for _, way in here.stall.ways):
        return Refusal("the wait itself may be what the lock is for: it spaces out its callers")
    counts = tuple(each.id for each in behind) if all(each.kind == "count" for each in behind) else ()
    taken, names = captured(here, moved, found)
    ahead = [replace(each, ahead=behind[0].id) for each in taken if isinstance(each, Capture)]
    defer = Defer(here.block.id, moved[0].id, moved[-1].id, ending.id if ending else -1, counts)
    operations: tuple[Operation, ...] = (defer, *ahead)
    title = f"Settle the rest under {here.lock}, then wait"
    reasons = tuple(dict.fromkeys(_reasons(here, found, behind, bool(counts))))
    return Plan(operations, title, _level(here, found, moved, behind, bool(counts)), reasons, frozenset(names))


Cut = tuple[tuple[Statement, ...], tuple[Statement, ...], Statement | None]


def cut(here: Ground) -> Cut | Refusal:
    """What leaves the block (the wait, and what needs what it gives), what is settled before it, the return."""
    statements = here.body.statements
    last = here.last
    for index in range(last + 1, len(statements)):
        if bound_in(here.graph, statements[here.first : last + 1]) & read_in(here.graph, statements[index : index + 1]):
            last = index
    moved, behind = statements[here.first : last + 1], statements[last + 1 :]
    ending = behind[-1] if behind and behind[-1].kind == "return" else None
    behind = behind[:-1] if ending else behind
    if not behind:
        return Refusal("nothing follows the wait that could come before it")
    if any(each.kind in ("return", "jump", "raise") for one in moved for each in inside(one)):
        return Refusal("the wait may end without what follows it")
    if ending and _touched(here, (ending,)):
        return Refusal("what is returned is read from the guarded state after the wait")
    return moved, behind, ending


def _touched(here: Ground, statements: tuple[Statement, ...]) -> bool:
    names = {
        operand.removesuffix(".[]").rpartition(".")[2]
        for _, event in events(here, statements)
        for operand in (*reads(event), writes(event))
        if "." in operand
    }
    return bool(names & here.guarded.all) or any(isinstance(e, Call) for _, e in events(here, statements))


def unsettled(here: Ground, moved: tuple[Statement, ...], behind: tuple[Statement, ...], clock: int = -1) -> str:
    """Why what follows the wait can't come before it, "" if it can. `clock`: a node that may all the same."""
    if bound_in(here.graph, behind) & read_in(here.graph, moved):
        return "what follows the wait changes what the wait needs"
    needed = _needed(here, moved)
    if row := puts_back(here, moved, behind):
        return f"what follows the wait puts back what was there before it (line {row})"
    for number, event in events(here, behind):
        row = here.graph.nodes[number].place[0]
        if number == clock or (isinstance(event, Test) and event.operand.isidentifier()):
            continue  # what a local name says is not the wait's doing: it binds none that is read here
        if isinstance(event, Test | Return | Raise | Yield | Await | Enter):
            return f"what follows the wait decides something (line {row})"
        if isinstance(event, Bind) and "." in event.dst:
            same = {here.graph.nodes[number].stmt}
            if any(root(each) in needed for node in here.graph.nodes if node.stmt in same for each in node.reads):
                return f"what is waited for would be seen by others before it is there (line {row})"
            if event.dst[0] not in "@%" and root(event.dst) in needed:
                return f"what follows the wait changes what the wait needs (line {row})"
        if isinstance(event, Call) and not (_settles(event) or _keeps_books(here, number, event)):
            return f"what {event.name}() does may need the wait to be over (line {row})"
        given = event.arguments if isinstance(event, Call) and event.method not in REMOVES | SAYS else ()
        if any(root(argument.operand) in needed for argument in given):
            return f"what is waited for would be seen by others before it is there (line {row})"
    written = {writes(e).removesuffix(".[]").rpartition(".")[2] for _, e in events(here, behind) if "." in writes(e)}
    written |= {e.receiver.rpartition(".")[2] for _, e in events(here, behind) if isinstance(e, Call)}
    written |= {name for number, _ in events(here, behind) for name in _changed_at(here, number)}
    read = {name for number, _ in events(here, moved) for name in here.touched_by_calls(here.graph.nodes[number])}
    both = sorted(read & written)
    return f"what is called reads {both[0]}, which is written after the wait" if both else ""


def puts_back(here: Ground, moved: tuple[Statement, ...], behind: tuple[Statement, ...]) -> int:
    """The line on which a field is given back what was read from it before the wait, 0 if there is none."""
    saved = {(each.dst, each.src) for node in here.graph.nodes if isinstance(each := node.event, Bind)}
    anew = bound_in(here.graph, moved)
    for number, event in events(here, behind):
        if isinstance(event, Bind) and "." in event.dst and (event.src, event.dst) in saved and event.src not in anew:
            return here.graph.nodes[number].place[0]
    return 0


def _needed(here: Ground, moved: tuple[Statement, ...]) -> frozenset[str]:
    """The local names of what leaves the block works on."""
    return (read_in(here.graph, moved) | bound_in(here.graph, moved)) - {"self", "cls"}


def _settles(event: Call) -> bool:
    """Whether a call is bookkeeping: it changes a container, wakes somebody, or says something."""
    return bool(event.method) and event.method in REMOVES | WAKES | SAYS | {"add", "append", "put_nowait"}


def _keeps_books(here: Ground, number: int, event: Call) -> bool:
    """Whether a call is one of an own method that does nothing but bookkeeping."""
    callees = [callee for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number)]
    if event.receiver not in ("self", "cls") or not callees:
        return False
    return all(
        not isinstance(node.event, Test | Raise | Yield | Await | Enter | Iterate)
        and (not isinstance(node.event, Call) or node.event.method in MUTATES or _settles(node.event))
        for callee in callees
        for node in (callee.graph.nodes if callee.graph else ())
    )


def _changed_at(here: Ground, number: int) -> frozenset[str]:
    """The fields that what a node calls changes."""
    callees = here.scopes.waits.callees(here.stall.held.facts, number)
    return frozenset().union(*(changed_by(callee, here.scopes) for callee, _ in callees))


def _removed(here: Ground, behind: tuple[Statement, ...]) -> bool:
    """Whether what follows takes what waits out of the guarded state: each object that a waiting call is made on."""
    gone = {
        argument.operand
        for _, event in events(here, behind)
        if isinstance(event, Call) and event.method in REMOVES
        for argument in event.arguments
    }
    waits = [here.graph.nodes[number].event for number, _ in here.stall.ways]
    return bool(gone) and all(isinstance(event, Call) and event.receiver in gone for event in waits)


def _asked(here: Ground, behind: tuple[Statement, ...]) -> bool:
    """Whether what is counted was looked at before the wait, to decide something: it bounds how many there are."""
    before = here.body.statements[: here.first]
    counted = {event.dst for _, event in events(here, behind) if isinstance(event, Bind)}
    looked = {operand for _, event in events(here, before) for operand in reads(event)}
    return counted <= looked and any(isinstance(event, Test) for _, event in events(here, before))


def _level(
    here: Ground, found: Leaving, moved: tuple[Statement, ...], behind: tuple[Statement, ...], counted: bool
) -> Safety:
    if any(isinstance(e, Call) and e.receiver in ("self", "cls") for _, e in events(here, behind)):
        return Safety.DISPLAY  # what an own method does may change one day
    apart = is_ours(here) or _removed(here, behind) or (counted and not found.takes and _asked(here, behind))
    joins = any(way.wait.kind in JOINS and way.direct for _, way in here.stall.ways)
    explained = here.scopes.explained(here.stall.held) and not counted  # what is asked and counted stays one step
    if not apart or found.sketch or explained or (joins and not taken_out(here)):
        return Safety.DISPLAY
    guessed = any(way.hops and way.hops[0].by_words for _, way in here.stall.ways)
    if (guessed if counted else is_opaque(here)) and not _removed(here, behind):
        return Safety.DISPLAY
    return Safety.DISPLAY if shown_at_most(here, found, moved) else Safety.UNSAFE


def _reasons(here: Ground, found: Leaving, behind: tuple[Statement, ...], counted: bool) -> Iterator[str]:
    yield from list(dict.fromkeys(found.doubts))[:2]
    first, last = behind[0].first, behind[-1].last
    rows = f"line {first}" if first == last else f"lines {first} to {last}"
    if counted:
        yield f"others count on it before it is there: what is counted at {rows} is taken back only if the wait fails"
    else:
        yield f"what stands at {rows} is done before the wait, and stays done if the wait fails"
    if any(way.wait.kind in JOINS for _, way in here.stall.ways):
        yield "whoever begins anew may do so before the one that is waited for has ended"
    if any(isinstance(event, Item | Return) for _, event in events(here, here.body.statements[: here.first])):
        yield "a second caller that finds the work under way no longer waits for it to end"
    if may_be_held_around(here):
        yield "a caller that holds the lock already keeps it through the wait"
