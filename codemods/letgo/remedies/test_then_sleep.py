"""A loop that sleeps and looks again: look under the lock, leave it, sleep, and take it again for the next look."""

from __future__ import annotations

from dataclasses import dataclass

from letgo.catalogue import WaitKind
from letgo.flow.blocks import Statement, Suite, inside
from letgo.flow.graph import Call, Iterate, Next
from letgo.flow.plan import LetGo, Operation, Plan, Poll, Sink
from letgo.model import Refusal, Safety
from letgo.remedies.leaving import Leaving, leaving
from letgo.remedies.let_go_of_lock import Ground, captured, guards, may_be_held_around
from letgo.remedies.moving_out import events, never

NO_LOOP = Refusal("no loop of the block sleeps and looks again")


@dataclass(frozen=True, slots=True)
class Polling:
    """A loop in the block, or in the one branch that the block holds: what is done before, in and after it."""

    branch: Statement | None  # the condition around it
    before: tuple[Statement, ...]
    loop: Statement
    sleep: int  # the index of the sleep in its body
    after: tuple[Statement, ...]
    ending: Statement | None  # a return of the block that waits as well

    @property
    def inner(self) -> tuple[Statement, ...]:
        """The statements of the loop."""
        return self.loop.suites[0].statements

    @property
    def again(self) -> tuple[Statement, ...]:
        """What is done after the sleep, before the loop looks again."""
        return self.inner[self.sleep + 1 :]


def test_then_sleep(here: Ground) -> Plan | Refusal:
    """The plan, if the block is a loop around one sleep, and what goes before it can be done again or outside."""
    found = _polling(here)
    if isinstance(found, Refusal):
        return found
    sleep = found.inner[found.sleep : found.sleep + 1]
    moved = (*sleep, found.ending) if found.ending else sleep
    left = leaving(here.stall.held, here.scopes, moved, here.guarded)
    why = _unfit(here, found) or never(here, moved) or left.stop
    if why:
        return Refusal(why)
    kept = len(found.before) - len(found.again)
    takes, names = captured(here, sleep, leaving(here.stall.held, here.scopes, sleep, here.guarded))
    operations: list[Operation] = []
    if found.ending:
        operations.append(LetGo(here.block.id, found.ending.id, found.ending.id))
    if found.branch:
        operations.append(Sink(here.block.id))
    last = found.after[-1].kind if found.after else ""
    hoisted = tuple(each.id for each in found.before[:kept])
    operations.append(Poll(here.block.id, found.loop.id, sleep[0].id, hoisted, last in ("return", "raise")))
    reasons = ["others come in between two looks: who asked first is no longer served first"]
    if found.ending:
        reasons += [*left.doubts[:2], "what is called runs without the lock then"]
    if found.branch:
        reasons.append("whether the lock is taken at all is asked without it")
    if may_be_held_around(here):
        reasons.append("a caller that holds the lock already keeps it through the wait")
    title = f"Look under {here.lock}, and sleep outside"
    level = _level(here, found, left)
    return Plan((*operations, *takes), title, level, tuple(reasons), frozenset(names))


def _polling(here: Ground) -> Polling | Refusal:
    nodes = [here.graph.nodes[number] for number, _ in here.stall.ways]
    statements = here.body.statements
    ending = statements[-1] if statements[-1].kind == "return" and len(statements) > 1 else None
    ending = ending if ending and any(node.stmt == ending.id for node in nodes) else None
    rest = statements[:-1] if ending else statements
    branch = rest[0] if len(rest) == 1 and rest[0].kind == "if" and len(rest[0].suites) == 1 else None
    suite = branch.suites[0] if branch else Suite("body", rest)
    waiting = {node.stmt for node in nodes} - ({ending.id} if ending else set())
    for index, each in enumerate(suite.statements):
        if each.kind != "loop" or len(each.suites) != 1 or not _asks(here, each):
            continue
        at = next((at for at, one in enumerate(each.suites[0].statements) if waiting == {one.id}), -1)
        if at >= 0 and each.suites[0].statements[at].kind == "call" and _sleeps(here, ending):
            return Polling(branch, suite.statements[:index], each, at, suite.statements[index + 1 :], ending)
    return NO_LOOP


def _asks(here: Ground, loop: Statement) -> bool:
    """Whether it is a loop on a condition."""
    return not any(isinstance(node.event, Iterate | Next) for node in here.graph.nodes if node.stmt == loop.id)


def _sleeps(here: Ground, ending: Statement | None) -> bool:
    """Whether nothing but a timer is waited for, the return at the end apart."""
    return all(
        way.wait.kind is WaitKind.TIMER and way.direct
        for number, way in here.stall.ways
        if ending is None or here.graph.nodes[number].stmt != ending.id
    )


def _unfit(here: Ground, found: Polling) -> str:
    """Why the loop can't be taken apart, "" if it can."""
    every = (*found.before, *found.inner, *found.after)
    if any(each.kind == "jump" for one in every for each in inside(one)):
        return "the loop is left in its middle"
    kept = len(found.before) - len(found.again)
    if kept < 0:
        return "what is done after the sleep isn't what is done before the loop"
    hoisted = found.before[:kept]
    if guards(here, hoisted) or any(each.kind not in ("bind", "call") for each in hoisted):
        return "what stands before the loop can't be done again for each look"
    if not guards(here, (found.loop,)):
        return "the loop asks for nothing that others change under the lock"
    return ""


def _level(here: Ground, found: Polling, left: Leaving) -> Safety:
    mixed = guards(here, found.inner[: found.sleep])
    asked = found.branch is not None and any(
        operand.rpartition(".")[2] in here.guarded.all
        for node in here.graph.nodes
        if node.stmt == found.branch.id
        for operand in node.reads
        if "." in operand
    )
    ending = [event for _, event in events(here, (found.ending,) if found.ending else ())]
    opaque = any(isinstance(event, Call) and _is_method(here, event) for event in ending)
    if mixed or asked or opaque or left.sketch or here.scopes.explained(here.stall.held):
        return Safety.DISPLAY
    return Safety.UNSAFE


def _is_method(here: Ground, call: Call) -> bool:
    """Whether a call is one of the object's own methods, and of nothing that was handed to it."""
    owner = here.scopes.kinds.owner(here.stall.held.facts)
    clazzes = here.scopes.atlas.project.lineage(owner) if owner else ()
    return call.receiver in ("self", "cls") and any(call.method in clazz.methods for clazz in clazzes)
