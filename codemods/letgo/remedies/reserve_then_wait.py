"""A pause that spaces out its callers: note under the lock when it will be over, leave it, then sleep."""

from __future__ import annotations

from letgo.catalogue import WaitKind
from letgo.flow.blocks import Statement
from letgo.flow.graph import Call, Event, Operand, Test, reads, root, writes
from letgo.flow.plan import Defer, Later, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.leaving import leaving
from letgo.remedies.let_go_of_lock import Ground, gated, may_be_held_around
from letgo.remedies.moving_out import events, never
from letgo.remedies.settle_then_wait import cut, unsettled


def reserve_then_wait(here: Ground) -> Plan | Refusal:
    """The plan, if one sleep is followed by noting the time, in a field that decides how long the next one takes."""
    pause = _pause(here)
    if not pause:
        return Refusal("what waits is not one sleep for a length that has a name")
    parts = cut(here)
    if isinstance(parts, Refusal):
        return parts
    moved, behind, ending = parts
    clocks = [number for number, each in events(here, behind) if _is_clock(here, each)]
    field = gated(here, here.body.statements[: here.first], behind)
    if len(clocks) != 1 or not field:
        return Refusal("no time is noted after it that the next pause is counted from")
    if len(moved) != 1 or not _sleeps_so_long(here, moved[0], pause):
        return Refusal("whether it sleeps is decided by more than the length of the pause")
    if any(isinstance(each, Call) and each.receiver in ("self", "cls") for _, each in events(here, behind)):
        return Refusal("more than the time is noted after it")
    why = never(here, moved) or unsettled(here, moved, behind, clocks[0])
    why = why or leaving(here.stall.held, here.scopes, moved, here.guarded).stop
    if why:
        return Refusal(why)
    sleep, clock = moved[0], here.graph.nodes[clocks[0]]
    certain = here.graph.nodes[here.stall.ways[0][0]].stmt == sleep.id and here.stall.ways[0][1].direct
    defer = Defer(here.block.id, sleep.id, sleep.id, ending.id if ending else -1)
    later = Later(clock.stmt, clock.place, pause, floor=not certain)
    reasons = [f"{field} holds a time that is still to come: see who else reads it"]
    if may_be_held_around(here):
        reasons.append("a caller that holds the lock already keeps it through the wait")
    title = f"Reserve the time under {here.lock}, leave it, then sleep"
    return Plan((defer, later), title, Safety.UNSAFE, tuple(reasons))


def _pause(here: Ground) -> Operand:
    """The local name of how long the one wait of the block sleeps, "" if it has none."""
    if len(here.stall.ways) != 1:
        return ""
    number, way = here.stall.ways[0]
    call = here.graph.nodes[number].event
    graph = way.wait.facts.graph
    slept = graph.nodes[way.wait.node].event if graph else None
    if way.wait.kind is not WaitKind.TIMER or not isinstance(call, Call) or not isinstance(slept, Call):
        return ""
    if len(call.arguments) != 1 or len(slept.arguments) != 1 or len(way.hops) > 1:
        return ""
    parameters = [each.name for each in way.wait.facts.parameters]
    if way.hops and slept.arguments[0].operand not in parameters:
        return ""
    name = call.arguments[0].operand
    return name if name.isidentifier() and call.arguments[0].text == name else ""


def _is_clock(here: Ground, event: Event) -> bool:
    row = here.scopes.catalogue.callee(event.target) if isinstance(event, Call) and event.target else None
    return row is not None and row.does == "clock"


def _sleeps_so_long(here: Ground, sleep: Statement, pause: str) -> bool:
    """Whether it is the sleep itself, or a branch that asks for nothing but the pause."""
    number = here.stall.ways[0][0]
    if here.graph.nodes[number].stmt == sleep.id:
        return sleep.kind == "call"
    inner = sleep.suites[0].statements if sleep.kind == "if" and len(sleep.suites) == 1 else ()
    if [each.kind for each in inner] != ["call"]:
        return False
    asked = [(n, node.event) for n, node in enumerate(here.graph.nodes) if node.stmt == sleep.id and node.event]
    sources = {operand for _, event in asked for operand in reads(event) if operand and not _made(asked, operand)}
    tests = [event for _, event in asked if isinstance(event, Test)]
    return len(tests) == 1 and {root(each) for each in sources if each[0] != "#"} == {pause}


def _made(asked: list[tuple[int, Event]], operand: Operand) -> bool:
    return any(writes(event) == operand for _, event in asked)
