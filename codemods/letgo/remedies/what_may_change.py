"""What may be another by the time of the wait, once the lock is free: what a person has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.catalogue import WaitKind
from letgo.flow.blocks import Statement, inside
from letgo.flow.graph import Bind, Call, Return, Test, is_temporary, writes
from letgo.program.intent import HAND_OVERS
from letgo.remedies.leaving import Leaving, calls_elsewhere, changed_by
from letgo.remedies.moving_out import events
from letgo.remedies.out_of_reach import claimed, harmless

if TYPE_CHECKING:
    from letgo.remedies.let_go_of_lock import Ground

SIGNALS = HAND_OVERS | {WaitKind.FUTURE}
SENDS = frozenset({"patch", "post", "publish", "send", "sendall", "sendfile", "sendmsg", "write"})


def stale(here: Ground, before: tuple[Statement, ...]) -> bool:
    """Whether a condition on guarded state, tested under the lock, decides over the wait: it may not hold any more."""
    ids = {each.id for one in before for each in inside(one)}
    lasting = claimed(here, before)
    return any(
        isinstance(node.event, Test)
        and _guarded_test(here, node.event.operand)
        and node.event.operand.rpartition(".")[2] not in lasting
        for node in here.graph.nodes
        if node.stmt in ids
    )


def asks_what_it_took(here: Ground, moved: tuple[Statement, ...], found: Leaving) -> bool:
    """Whether what was read under the lock decides, outside of it, over more than the wait for that very thing."""
    taken = {take.name for take in found.takes if not take.copied}
    waited = {
        each.rpartition(".")[2]
        for number, _ in here.stall.ways
        if isinstance(event := here.graph.nodes[number].event, Call)
        for each in (event.receiver, *(argument.operand for argument in event.arguments))
    }
    ids = {each.id for one in moved for each in inside(one)}
    asked = {
        operand.rpartition(".")[2]
        for node in here.graph.nodes
        if node.stmt in ids and isinstance(node.event, Test)
        for operand in _behind_test(here, node.event.operand)
    }
    return bool(asked & taken - waited)


def _behind_test(here: Ground, operand: str) -> set[str]:
    """What a condition is told by: a path, or those that the comparison reads."""
    if "." in operand:
        return {operand}
    made = [node for node in here.graph.nodes if node.writes == operand and is_temporary(operand)]
    return {each for node in made for each in node.reads if "." in each}


def sends(here: Ground) -> bool:
    """Whether something is sent over a channel: outside of the lock, the order of what several send is open."""
    return any(way.wait.name.rpartition(".")[2] in SENDS for _, way in here.stall.ways)


def _guarded_test(here: Ground, operand: str) -> bool:
    return operand.rpartition(".")[2] in here.guarded.all if "." in operand else False


def replaced(here: Ground, found: Leaving) -> str:
    """The field that others bind anew and whose old value is waited for until somebody signals it, "" if none is."""
    anew = here.guarded.bound | {take.name for take in found.takes if not take.copied}
    for number, way in here.stall.ways:
        event = here.graph.nodes[number].event
        if not way.direct or way.wait.kind not in SIGNALS or not isinstance(event, Call):
            continue
        paths = [event.receiver]
        paths += [
            node.event.src
            for node in here.graph.nodes
            if isinstance(node.event, Bind) and writes(node.event) == event.receiver
        ]
        names = [name for path in paths for name in path.split(".")[1:]]
        if replaced := next((name for name in names if name in anew), ""):
            return replaced
    return ""


def second_caller(here: Ground, before: tuple[Statement, ...]) -> bool:
    """The block returns early if a field says so that it sets itself: who comes second leaves at once."""
    ids = {each.id for one in before for each in inside(one)}
    return any(isinstance(node.event, Return) and node.stmt in ids for node in here.graph.nodes)


def leaves_early(here: Ground, behind: tuple[Statement, ...]) -> bool:
    """Whether something asked in these statements may leave the block."""
    ids = {each.id for one in behind for each in inside(one)}
    return any(isinstance(node.event, Test) and node.stmt in ids for node in here.graph.nodes)


def lost(here: Ground, before: tuple[Statement, ...], behind: tuple[Statement, ...]) -> str:
    """A field that would be written behind the wait from what it was before: what others made of it would be lost."""
    ids = [{each.id for one in part for each in inside(one)} for part in (before, behind)]
    made: dict[str, set[str]] = {}  # local name -> the fields that it was worked out from
    for node in here.graph.nodes:
        if node.event is None or node.stmt < 0:
            continue
        read = {each.split(".")[1] for each in node.reads if each.startswith(("self.", "cls."))}
        read |= {name for each in node.reads for name in made.get(each.partition(".")[0], ())}
        read &= here.guarded.all
        target = node.writes.removesuffix(".[]")
        if node.stmt in ids[1] and target.startswith(("self.", "cls.")):
            if target.rpartition(".")[2] in read and target.rpartition(".")[2] not in _read_anew(here, node.stmt):
                return target
        elif target and "." not in target:
            made[target] = read if node.stmt in ids[0] or is_temporary(target) else read & _early(made, node.reads)
    return ""


def _early(made: dict[str, set[str]], operands: tuple[str, ...]) -> set[str]:
    return {name for each in operands for name in made.get(each.partition(".")[0], ())}


def _read_anew(here: Ground, stmt: int) -> set[str]:
    """The fields that a statement itself reads."""
    return {
        each.split(".")[1]
        for node in here.graph.nodes
        if node.stmt == stmt
        for each in node.reads
        if each.startswith(("self.", "cls."))
    }


def dropped(here: Ground, found: Leaving, behind: tuple[Statement, ...]) -> str:
    """A field whose content is taken before the wait and thrown away after it, "" if there is none."""
    taken = {take.name for take in found.takes if take.copied or take.whole}
    for number, event in events(here, behind) if taken else ():
        if isinstance(event, Bind) and event.dst.rpartition(".")[2] in taken and event.dst[-1] != "]":
            return event.dst
        if isinstance(event, Call) and event.method == "clear" and event.receiver.rpartition(".")[2] in taken:
            return event.receiver
        for callee, _ in here.scopes.waits.callees(here.stall.held.facts, number):
            if changed := sorted(taken & changed_by(callee, here.scopes)):
                return changed[0]
    return ""


def runs_under_it(here: Ground, moved: tuple[Statement, ...]) -> str:
    """An own method among what leaves that runs in other scopes of the lock as well: it may need it; "" if none."""
    held = here.stall.held
    elsewhere = {call.method for call in calls_elsewhere(held, here.scopes) if call.receiver in ("self", "cls")}
    for number, event in events(here, moved):
        if isinstance(event, Call) and event.receiver in ("self", "cls") and event.method in elsewhere:
            callees = [callee for callee, _ in here.scopes.waits.callees(held.facts, number)]
            if not callees or not all(harmless(here, callee) for callee in callees):
                return event.method
    return ""
