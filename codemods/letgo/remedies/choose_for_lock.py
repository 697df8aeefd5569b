"""Choose the cure of a lock scope that waits, or say why none fits."""

from __future__ import annotations

from dataclasses import replace

from letgo.flow.plan import Plan
from letgo.model import Refusal, Safety
from letgo.program.intent import is_async
from letgo.program.scopes import LockScopes, Stall
from letgo.remedies.drain_then_wait import drain_then_wait
from letgo.remedies.hold_lock_in_block import Enclosed, hold_lock_in_block
from letgo.remedies.let_go_of_lock import Ground, ground, is_split, let_go_of_lock
from letgo.remedies.note_then_wait import note_then_wait
from letgo.remedies.reserve_then_wait import reserve_then_wait
from letgo.remedies.return_behind_lock import return_behind_lock
from letgo.remedies.settle_then_wait import settle_then_wait
from letgo.remedies.test_then_sleep import NO_LOOP, test_then_sleep
from letgo.remedies.wait_ahead_of_lock import wait_ahead_of_lock


def choose_for_lock(stall: Stall, scopes: LockScopes, suspended: bool) -> Plan | Refusal:
    """The plan for one stall. `suspended`: a coroutine awaits with a thread's lock held."""
    if suspended and not is_async(stall.held):
        return Refusal("which kind of lock is meant, or what may leave the scope, is for a person to decide")
    if stall.design:
        for_it = next(each.text for each in stall.evidence if each.weight > 0)
        return Refusal(f"the wait is what the lock is for: {for_it}")
    if not stall.ways:
        return hold_lock_in_block(stall, scopes)
    here = ground(stall, scopes)
    if isinstance(here, Refusal):
        return here
    if not here.waiting:  # what waits does so where an error left the lock held
        return hold_lock_in_block(stall, scopes)
    made = _choose(here)
    return _opened(here, here.opening, made) if isinstance(made, Plan) and here.opening else made


def _choose(here: Ground) -> Plan | Refusal:
    """The plan for waits in a block."""
    made = let_go_of_lock(here)
    settled = settle_then_wait(here)
    others = [cure(here) for cure in (drain_then_wait, return_behind_lock, wait_ahead_of_lock, note_then_wait)]
    split = isinstance(made, Plan) and is_split(here, made)
    answers = [settled, made, *others] if split else [made, settled, *others]
    looked = test_then_sleep(here)
    answers[:0] = [reserve_then_wait(here), looked]
    plans = [each for each in answers if isinstance(each, Plan)]
    best = next((plan for plan in plans if plan.safety is not Safety.DISPLAY), None)
    if plans:
        return best or plans[0]
    return made if looked == NO_LOOP else looked


def _opened(here: Ground, opening: Enclosed, plan: Plan) -> Plan:
    """The plan, once the block is there that it works on."""
    title = f"Hold {here.lock} in a with block, and {plan.title[0].lower()}{plan.title[1:]}"
    plan = replace(plan, operations=(opening.operation, *plan.operations), title=title)
    return replace(plan, safety=Safety.DISPLAY, reasons=(opening.doubt, *plan.reasons)) if opening.doubt else plan
