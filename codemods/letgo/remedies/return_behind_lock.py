"""`return limiter.take(n)` in the branches of a block: choose under the lock, leave it, then wait."""

from __future__ import annotations

from letgo.flow.blocks import Statement, Suite, walk
from letgo.flow.graph import Call, Return, root
from letgo.flow.plan import Converge, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.leaving import Leaving, leaving
from letgo.remedies.let_go_of_lock import Ground, is_opaque
from letgo.remedies.moving_out import never, shown_at_most


def return_behind_lock(here: Ground) -> Plan | Refusal:
    """The plan, if every path of the block ends in a return of the same waiting call."""
    graph = here.graph
    calls = {number: graph.nodes[number].event for number, _ in here.stall.ways}
    if not all(isinstance(event, Call) for event in calls.values()):
        return Refusal("what waits is no plain call")
    returned = {node.event.src for node in graph.nodes if isinstance(node.event, Return)}
    if not all(isinstance(event, Call) and event.dst in returned for event in calls.values()):
        return Refusal("what waits is not what is returned")
    same = {_said(event) for event in calls.values() if isinstance(event, Call)}
    if len(same) != 1:
        return Refusal("the branches return different waits")
    event = next(each for each in calls.values() if isinstance(each, Call))
    operands = [event.receiver or event.callee, *(argument.operand for argument in event.arguments)]
    if any("." in operand and operand[0] not in "@#" and _changes(here, operand) for operand in operands):
        return Refusal("what it needs from the guarded state must be read under the lock")
    if not _converges(here.body, {graph.nodes[number].stmt for number in calls}):
        return Refusal("some path of the block doesn't end in that wait")
    ids = {each.id for each in walk(here.body)}
    if all(node.stmt in {graph.nodes[number].stmt for number in calls} for node in graph.nodes if node.stmt in ids):
        return Refusal("nothing would stay under the lock: whether it is needed at all is for a person to decide")
    moved = tuple(each for each in walk(here.body) if each.id in {graph.nodes[number].stmt for number in calls})
    why = never(here, moved) or leaving(here.stall.held, here.scopes, moved, here.guarded).stop
    if why:
        return Refusal(why)
    reasons = ["what is called runs without the lock then"]
    if any(way.guesses for _, way in here.stall.ways):
        reasons.append("what is called is not known for sure")
    place = graph.nodes[next(iter(calls))].place
    title = f"Choose under {here.lock}, leave it, then wait"
    shown = shown_at_most(here, Leaving(), moved) or is_opaque(here)
    level = Safety.DISPLAY if shown else Safety.UNSAFE
    return Plan((Converge(here.block.id, place),), title, level, tuple(reasons))


def _said(call: Call) -> tuple[str, ...]:
    return (call.receiver or call.callee, call.method, *(f"{a.keyword}={a.text}" for a in call.arguments))


def _changes(here: Ground, operand: str) -> bool:
    return root(operand) in ("self", "cls") and operand.rpartition(".")[2] in here.guarded.all


def _converges(suite: Suite, waits: set[int]) -> bool:
    """Whether every path through a suite ends in one of these statements, through nothing but branches."""
    for index, statement in enumerate(suite.statements):
        if statement.id in waits:
            return index == len(suite.statements) - 1
        if not waits & {each.id for part in statement.suites for each in walk(part)}:
            continue
        if statement.kind == "loop":
            rest = Suite("body", suite.statements[index + 1 :])
            return len(statement.suites) == 1 and _breaks(statement.suites[0], waits) and _converges(rest, waits)
        if statement.kind != "if":
            return False
        rest = Suite("body", suite.statements[index + 1 :])
        return all(_branch(part, rest, waits) for part in _branches(statement, rest))
    return False


def _breaks(suite: Suite, waits: set[int]) -> bool:
    """Whether each wait ends a branch of a loop, so that a break may stand there; no other one does."""
    for index, statement in enumerate(suite.statements):
        if statement.kind == "jump":
            return False
        if statement.id in waits:
            return index == len(suite.statements) - 1
        inner = {each.id for part in statement.suites for each in walk(part)}
        if waits & inner and not (statement.kind == "if" and all(_breaks(part, waits) for part in statement.suites)):
            return False
        if any(each.kind == "jump" for part in statement.suites for each in walk(part)):
            return False
    return True


def _branches(statement: Statement, rest: Suite) -> list[Suite]:
    """The suites of an `if`; without an `else`, what follows stands for it."""
    return [*statement.suites, *([] if len(statement.suites) > 1 else [rest])]


def _branch(part: Suite, rest: Suite, waits: set[int]) -> bool:
    """A branch ends in a wait itself, or goes on to what follows and ends there."""
    if part is rest or waits & {each.id for each in walk(part)}:
        return _converges(part, waits)
    return _converges(rest, waits)
