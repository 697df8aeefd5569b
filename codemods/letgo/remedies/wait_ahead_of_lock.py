"""Make what is waited for before the lock is taken, then look again and use it. Only ever a sketch."""

from __future__ import annotations

from letgo.catalogue import WaitKind
from letgo.flow.blocks import Statement, inside
from letgo.flow.graph import Call, is_temporary, reads, root
from letgo.flow.plan import Ahead, Plan
from letgo.model import Refusal, Safety
from letgo.program.atlas import words
from letgo.program.intent import CLOCKS
from letgo.remedies.fresh import fresh_name
from letgo.remedies.leaving import bound_in, leaving
from letgo.remedies.let_go_of_lock import NOTHING_STAYS, Ground, guarded_event
from letgo.remedies.moving_out import never


def wait_ahead_of_lock(here: Ground) -> Plan | Refusal:
    """The sketch, if there is one waiting call, and it needs nothing that the block works out first."""
    if len(here.stall.ways) != 1:
        return Refusal("several calls of the block wait")
    number = here.stall.ways[0][0]
    node = here.graph.nodes[number]
    event = node.event
    if not isinstance(event, Call):
        return Refusal("what waits is no plain call")
    way = here.stall.ways[0][1]
    told = way.direct and way.wait.kind is WaitKind.EVENT  # by others, whom the block may only have set going
    if way.wait.kind in CLOCKS or told or not _used(here, event):
        return Refusal("nothing is made by the wait that could be used under the lock")
    child = here.body.statements[here.first]
    if child.kind == "return" and len(here.body.statements) == 1:
        return Refusal("nothing would stay under the lock: whether it is needed at all is for a person to decide")
    if not _stays(here, number):
        return Refusal(NOTHING_STAYS)
    twice = _branch(here, child, node.stmt)
    if node.stmt != child.id and not twice:
        return Refusal("whether it waits is decided inside of the block")
    before = here.body.statements[: here.first]
    needed = {root(each) for each in (event.receiver or event.callee, *(a.operand for a in event.arguments))}
    if needed & bound_in(here.graph, (*before, *((child,) if twice else ()))) or any(map(is_temporary, needed)):
        return Refusal("what it needs is worked out inside of the block")
    statement = tuple(each for each in inside(child) if each.id == node.stmt and not each.suites)
    if why := never(here, statement):
        return Refusal(why)
    found = leaving(here.stall.held, here.scopes, (), here.guarded, frozenset({number}))
    if found.stop or found.takes:
        return Refusal(found.stop or "what it needs from the guarded state would be read before the lock is taken")
    name = fresh_name(here.graph, _name(event))
    apart = twice and len(child.suites) > 1
    operation = Ahead(here.block.id, node.stmt, node.place, name, twice, apart)
    reasons = ["what is made may turn out not to be needed when the lock is held: look again, and let go of it then"]
    if apart:
        reasons.append(f"if it is taken away between the two looks, there is no {name}: make it again then")
    return Plan((operation,), f"Wait before {here.lock} is taken, then look again", Safety.DISPLAY, tuple(reasons))


def _stays(here: Ground, waiting: int) -> bool:
    """Whether anything but the wait needs the lock."""
    ids = {each.id for one in here.body.statements for each in inside(one)}
    return any(
        node.event is not None and guarded_event(here, node.event)
        for number, node in enumerate(here.graph.nodes)
        if node.stmt in ids and number != waiting
    )


def _used(here: Ground, call: Call) -> bool:
    return any(call.dst in reads(node.event) for node in here.graph.nodes)


def _branch(here: Ground, child: Statement, stmt: int) -> bool:
    """Whether the block holds nothing but one `if`, with the waiting statement in its first branch."""
    if len(here.body.statements) != 1 or child.kind != "if":
        return False
    return any(each.id == stmt for each in child.suites[0].statements) and child.id in {e.id for e in inside(child)}


def _name(call: Call) -> str:
    """A name for what a call makes: `create_session()` makes a session."""
    said = words(call.name)
    return said[-1] if len(said) > 1 and not said[-1].isdigit() else "made"
