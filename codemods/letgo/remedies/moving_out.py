"""What rules it out that statements leave the block of a lock, what lets them only be shown, what is a mere wait.

These were read off patches for real packages: a wrong one is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from letgo.flow.blocks import Statement, inside, walk
from letgo.flow.graph import Bind, Call, Event, Test, is_temporary, reads, root, writes
from letgo.program.atlas import words
from letgo.program.intent import JOINS, MUTATES, exchanged
from letgo.remedies.leaving import ENDS, LOOKS, Leaving, bound_in, calls_elsewhere, changes_itself, read_in
from letgo.remedies.out_of_reach import ASKS, SAYS, harmless, is_ours, module_state

NOTES = frozenset({"add", "append", "discard", "remove", "set"})

if TYPE_CHECKING:
    from letgo.remedies.let_go_of_lock import Ground


def never(here: Ground, moved: tuple[Statement, ...]) -> str:
    """Why these statements can't leave at all, "" if nothing says so."""
    held = here.stall.held
    owner = here.scopes.kinds.owner(held.facts)
    mine = here.scopes.family(owner) if owner else frozenset[str]()
    names = {writes(node.event) for node in here.graph.nodes if node.stmt == here.block.id} - {""}
    if names & read_in(here.graph, moved):
        return "it uses what the block binds on its way in"
    for _, way in here.stall.ways:
        inner = here.scopes.locks.scopes(way.wait.facts)
        around = {each.lock.identity for each in inner if way.wait.node in each.scope.nodes}
        if way.hops and held.lock.identity in around:
            return "what is called takes the same lock, and waits under it"
        if way.wait.row.frees and (way.direct or way.wait.frees not in around):
            return "a condition is waited for with its lock held"
    for number, _ in events(here, moved):
        for callee, _ in here.scopes.waits.callees(held.facts, number):
            if "locked" in words(callee.name):
                return f"{callee.name}() says that it is to run under a lock"
            own = here.scopes.kinds.owner(callee) in mine and not harmless(here, callee)
            if own and here.scopes.elsewhere(held, callee) == 0:
                return f"{callee.name}() is only called under the lock"
    channel = exchanged(event for _, event in events(here, moved) if isinstance(event, Call))
    if channel:
        return f"a question is sent and its answer read on {channel.lstrip('@')}: nobody else's may come in between"
    return _signal(here) or _besides(here)


def _signal(here: Ground) -> str:
    """Whether it is asked somewhere whether the lock is taken: it says that something is under way."""
    held = here.stall.held
    owner = here.scopes.kinds.owner(held.facts)
    every = [held.facts, *(here.scopes.methods_of(owner) if owner else ())]
    for facts in every:
        said = {each.id for each in walk(facts.tree) if each.kind == "other"} if facts.tree else set()  # it is asserted
        for node in facts.graph.nodes if facts.graph else ():
            event = node.event
            if (
                node.stmt not in said
                and isinstance(event, Call)
                and event.method == "locked"
                and event.receiver == held.scope.lock
            ):
                return f"it is asked whether the lock is taken (line {node.place[0]}): that says what is under way"
    return ""


def _besides(here: Ground) -> str:
    """What else the block is there for: another lock that is meant to be held over the wait."""
    held = here.stall.held
    for stall in here.scopes.stalls_in(held.facts.module):
        other = stall.held
        if other.scope.stmt == held.scope.stmt and other.facts.full == held.facts.full and stall.design:
            return f"the block takes {other.scope.lock.lstrip('@')} as well, which is there for the wait"
    return ""


def said_why(here: Ground) -> str:
    """The comment that says what the lock is for, as the reason to leave the wait where it is; "" if there is none."""
    said = next((each.text for each in here.stall.evidence if each.text.startswith("a comment says")), "")
    return f"{said}: the lock may be held for that" if said else ""


def shown_at_most(here: Ground, found: Leaving, moved: tuple[Statement, ...]) -> bool:
    """Whether a person must see to it that nothing is lost: state of others is read, tested or run without the lock."""
    pure = all(way.wait.row.pure for _, way in here.stall.ways)
    joins = all(way.wait.kind in JOINS for _, way in here.stall.ways)
    waits = [here.graph.nodes[number].event for number, _ in here.stall.ways]
    ends = all(isinstance(event, Call) and event.method in ENDS for event in waits)
    ends = ends and all(take.copied for take in found.takes)  # who is in the copy is ended, whoever else takes it out
    ours = is_ours(here)
    stays_true = joins or ends or ours or (pure and not any(take.copied for take in found.takes))
    if is_temporary(here.stall.held.scope.lock) or (found.takes and not stays_true):
        return True
    for number, event in events(here, moved):
        called = event.callee if isinstance(event, Call) else ""
        if any(module_state(here, operand) for operand in (*reads(event), writes(event)) if operand != called):
            return True
        if isinstance(event, Call) and event.receiver in ("self", "cls") and _runs_under_it(here, event.method):
            callees = [callee for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number)]
            if not callees or not all(harmless(here, callee) for callee in callees):
                return True
        for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number):
            inner = [node.event for node in callee.graph.nodes] if callee.graph else []
            if any(isinstance(each, Bind) and each.dst.startswith(("@", "nonlocal.")) for each in inner):
                return True
    if _asks_first(here, moved) or _decides(here, moved, found) or _also_calls(here, moved):
        return True
    if _shown_unready(here, moved):
        return True
    mere = pure and all(way.direct for _, way in here.stall.ways)
    if not (mere or ends or ours) and any(parts_run_under_it(here, number) for number, _ in here.stall.ways):
        return True
    base = here.stall.held.scope.lock.rpartition(".")[0]
    if "." not in base or base[0] == "@":
        return False
    return any(operand.startswith(base) for _, e in events(here, moved) for operand in reads(e))


def _decides(here: Ground, moved: tuple[Statement, ...], found: Leaving) -> bool:
    """Whether guarded state decides in these statements over more than a mere wait: two may be told the same then.

    A property that computes its answer from that state is a part of it, unless all that it decides over is harmless.
    """
    asked = {_field(event.operand) for _, event in events(here, moved) if isinstance(event, Test)}
    tested = not asked.isdisjoint(here.guarded.all)
    mere = {number for number, way in here.stall.ways if way.direct and way.wait.row.pure}
    if not tested and not asked.isdisjoint(take.name for take in found.takes):
        tested, mere = True, mere | {number for number, _ in here.stall.ways if _is_harmless(here, number)}
    return tested and any(isinstance(e, Call) and n not in mere and _acts(e) for n, e in events(here, moved))


def _is_harmless(here: Ground, number: int) -> bool:
    callees = [callee for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number)]
    return bool(callees) and all(harmless(here, each) for each in callees)


def _shown_unready(here: Ground, moved: tuple[Statement, ...]) -> bool:
    """Whether what the lock guards is given something that only the moved statements make ready: others find it."""
    gone = {each.id for one in moved for each in inside(one)}
    given: set[str] = set()
    for number in here.stall.held.scope.nodes:
        event = here.graph.nodes[number].event
        if here.graph.nodes[number].stmt in gone:
            continue
        if isinstance(event, Bind) and "." in event.dst and event.dst[0] not in "%#":
            given.add(event.src)
        elif isinstance(event, Call) and event.method in MUTATES and "." in event.receiver:
            given |= {argument.operand for argument in event.arguments}
    given = {name for name in given if name.isidentifier()}
    for number, way in here.stall.ways:
        event = here.graph.nodes[number].event
        if not isinstance(event, Call) or root(event.receiver) not in given or event.method in ENDS:
            continue
        callees = [callee for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number)]
        if any(changes_itself(each, here.scopes) for each in callees) or (way.direct and not way.wait.row.pure):
            return True
    return False


def _acts(event: Call) -> bool:
    """Whether a call may do something to an object: it isn't one of a library's function, and says nothing."""
    return bool(event.method) and not event.receiver.startswith("@") and event.method not in SAYS | LOOKS


def _also_calls(here: Ground, moved: tuple[Statement, ...]) -> bool:
    """Whether something else that the object holds is called as well, which doesn't guard itself."""
    waiting = {number for number, _ in here.stall.ways}
    for number, event in events(here, moved):
        if not isinstance(event, Call) or number in waiting or not _acts(event):
            continue
        held = root(event.receiver) in ("self", "cls") and "." in event.receiver
        if held and here.scopes.plain(here.stall.held.facts, event.receiver) and event.method not in NOTES:
            return True
    return False


def parts_run_under_it(here: Ground, number: int) -> bool:
    """Whether other methods of what a call is made on run in other scopes of the lock: it may guard that as well."""
    held = here.stall.held
    own = here.scopes.kinds.owner(held.facts)
    called = [callee for callee, _ in here.scopes.waits.callees(held.facts, number)]
    owners = {here.scopes.kinds.owner(each) for each in called} - {"", own}
    clazzes = [clazz for owner in owners for clazz in here.scopes.atlas.project.lineage(owner)]
    others = {name for clazz in clazzes for name in clazz.methods} - {each.name for each in called}
    calls = calls_elsewhere(held, here.scopes) if others else ()
    return any(each.method in others and each.receiver not in ("self", "cls") for each in calls)


def _field(operand: str) -> str:
    return operand.rpartition(".")[2] if "." in operand and operand[0] not in "%#" else ""


def _asks_first(here: Ground, moved: tuple[Statement, ...]) -> bool:
    """Whether a queue is asked what it holds, and then waited on: without the lock, others come between."""
    waited = {
        event.receiver
        for number, way in here.stall.ways
        if way.direct and not way.wait.bounded and isinstance(event := here.graph.nodes[number].event, Call)
    }
    return any(isinstance(e, Call) and e.method in ASKS and e.receiver in waited for _, e in events(here, moved))


def only_waits(here: Ground, moved: tuple[Statement, ...]) -> bool:
    """Whether nothing but the waits themselves is called in these statements, and functions that touch no object."""
    waiting = {number for number, way in here.stall.ways if way.direct}
    for number, event in events(here, moved):
        if not isinstance(event, Call) or number in waiting:
            continue
        outside = not event.method or event.receiver.startswith("@")
        if not outside or here.scopes.waits.callees(here.stall.held.facts, number):
            return False
        if any(root(argument.operand) in ("self", "cls") for argument in event.arguments):
            return False
    return not bound_in(here.graph, moved) & {"self", "cls"}


def events(here: Ground, statements: tuple[Statement, ...]) -> Iterator[tuple[int, Event]]:
    """The events of statements, and all within them, by node."""
    ids = {each.id for one in statements for each in inside(one)}
    for number, node in enumerate(here.graph.nodes):
        if node.stmt in ids and node.event is not None:
            yield number, node.event


def _runs_under_it(here: Ground, method: str) -> bool:
    """Whether a method of the object also runs in another scope of the lock."""
    calls = calls_elsewhere(here.stall.held, here.scopes)
    return any(each.receiver in ("self", "cls") and each.method == method for each in calls)
