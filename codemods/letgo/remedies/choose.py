"""Choose the cure of each leak of a function, dearest form last, and say why none fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from letgo.flow.blocks import locate
from letgo.flow.effects import Rank
from letgo.flow.graph import Await, Bind, Item, is_temporary
from letgo.flow.ownership import Acquisition
from letgo.flow.plan import Block, Cover, Drop, Operation, Plan, Several, Stack
from letgo.model import Refusal, Safety
from letgo.program import Analysis
from letgo.remedies.close_around_with import close_around_with
from letgo.remedies.close_on_error import HANDED, close_on_error
from letgo.remedies.close_where_dropped import close_where_dropped
from letgo.remedies.drop_releases import tidy
from letgo.remedies.enter_on_stack import close_in_finally, enter_on_stack
from letgo.remedies.hold_in_block import hold_in_block
from letgo.remedies.name_temporary import name_temporary
from letgo.remedies.opener import alike, too_new
from letgo.remedies.reach import Reach, reach
from letgo.remedies.release_by_helper import by_helper, release_by_helper

Cure = Callable[[Reach], Plan | Refusal]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One leak with the plan for it, or the reason why there is none."""

    acquisition: Acquisition
    plan: Plan | None
    refusal: Refusal | None = None


def choose(
    analysis: Analysis, acquisition: Acquisition, floors: Mapping[str, str], ignoring: frozenset[int] = frozenset()
) -> Wanted:
    """The plan for one leak: the first cure that fits. The refusal told is that of the most natural cure.

    `ignoring` are statements that plans for other leaks of the function take away.
    """
    found = reach(analysis, acquisition, ignoring)
    if found is None:
        return Wanted(acquisition, None, Refusal("its statement can't be located"))
    if acquisition.kind.release_awaited and not analysis.facts.asynchronous:
        said = f"{acquisition.kind.name} must be closed with await, and this function is not async"
        return Wanted(acquisition, None, Refusal(said))
    if acquisition.effect.mixed:
        return Wanted(
            acquisition, None, Refusal("it may also be what the caller handed in, which is the caller's to close")
        )
    if acquisition.effect.index >= 0 and not found.names:
        return Wanted(acquisition, None, Refusal("it comes inside of a tuple that is not taken apart"))
    if not alike(found):
        return Wanted(acquisition, None, Refusal("it may be of several types, which are not released alike"))
    if found.stop:
        return Wanted(acquisition, None, Refusal(found.stop))
    asking = found.may_be_none()
    if asking:
        return Wanted(acquisition, None, Refusal(f"it may be None: line {asking} asks"))
    first: Refusal | None = None
    for cure in _cures(found, floors):
        again = reach(analysis, acquisition, ignoring)
        assert again is not None
        made = cure(again)
        late = too_new(made.helpers, floors) if isinstance(made, Plan) else None
        if late is not None:
            return Wanted(acquisition, None, late)
        if isinstance(made, Plan):
            return Wanted(acquisition, replace(made, tests=frozenset(again.tests)))
        first = first or made
    return Wanted(acquisition, None, first or Refusal("no cure is known for this shape"))


def _cures(found: Reach, floors: Mapping[str, str]) -> list[Cure]:
    acquisition = found.acquisition
    calm = {ending.how for ending in acquisition.endings if ending.came is Rank.FLOW}
    if calm & HANDED:
        return [close_where_dropped] if calm & {"left", "lost"} else [close_on_error]
    if found.anchor.kind == "with":
        return [close_around_with]
    named = found.anchor.kind == "bind" and bool(found.names)
    if named and _whole(found):
        old = too_new(["contextlib.ExitStack"], floors) is not None
        branch: Cure = close_in_finally if old else lambda reach: enter_on_stack(reach, floors)
        usual = [lambda reach: hold_in_block(reach, floors), branch]
        return [release_by_helper, *usual] if by_helper(found) >= 0 else usual
    return [lambda reach: name_temporary(reach, floors)]


def _whole(found: Reach) -> bool:
    """Whether the statement binds the acquired object itself, not the result of a call on it."""
    held = {found.call.dst}
    for node in found.graph.nodes:
        if node.stmt == found.anchor.id and isinstance(node.event, Await) and node.event.src in held:
            held.add(node.event.dst)
        if (
            node.stmt == found.anchor.id
            and isinstance(node.event, Item)
            and node.event.base in held
            and node.event.unpacks
        ):
            held.add(node.event.dst)
        if node.stmt == found.anchor.id and isinstance(node.event, Bind) and node.event.src in held:
            return not is_temporary(node.event.dst)
    return False


def combine(analysis: Analysis, plans: list[Plan]) -> Plan:
    """Several plans of one function as one: what is left empty by all of them together goes away too."""
    tree = analysis.facts.tree
    assert tree is not None
    tests = frozenset[int]().union(*(plan.tests for plan in plans))
    operations = [operation for plan in plans for operation in plan.operations]
    done = tidy(tree, _one_cover(_one_stack(_several(analysis, operations))), tests)
    level = max((plan.safety for plan in plans), key=list(Safety).index)
    reasons = tuple(dict.fromkeys(reason for plan in plans for reason in plan.reasons))
    names = frozenset[str]().union(*(plan.names for plan in plans))
    return Plan(done, "; ".join(dict.fromkeys(plan.title for plan in plans)), level, reasons, names, tests)


def _several(analysis: Analysis, operations: list[Operation]) -> list[Operation]:
    """Blocks that hold all that one `a, b = X, Y` binds become one, so that nothing is open while Y is acquired."""
    tree = analysis.facts.tree
    assert tree is not None
    blocks: dict[int, dict[str, Block]] = {}
    for operation in operations:
        if isinstance(operation, Block) and operation.keeps_anchor:
            blocks.setdefault(operation.anchor, {})[operation.name] = operation
    for anchor, held in blocks.items():
        at = locate(tree, anchor)
        names = at.suite.statements[at.index].targets if at else ()
        alike = len({block.opener.asynchronous for block in held.values()}) == 1
        moved = len({block.last for block in held.values()}) > 1 and any(isinstance(op, Drop) for op in operations)
        if set(names) == set(held) and alike and not moved:
            items = tuple((name, held[name].opener) for name in names)
            last = max(block.last for block in held.values())
            rest = [operation for operation in operations if operation not in held.values()]
            operations = [Several(anchor, last, items), *rest]
    return operations


def _one_cover(operations: list[Operation]) -> list[Operation]:
    """Clauses that release alike, and whose ranges begin together, become one; each has a name of its own."""
    covers: dict[tuple[int, str], Cover] = {}
    for operation in operations:
        if isinstance(operation, Cover):
            have = covers.setdefault((operation.first, operation.release), operation)
            anchors = tuple(sorted({*have.anchors, *operation.anchors}))
            last = max(have.last, operation.last)
            covers[operation.first, operation.release] = replace(have, last=last, anchors=anchors)
    for number, (key, cover) in enumerate(list(covers.items())[1:], 2):
        covers[key] = replace(cover, own=f"{cover.own}_{number}")
    return [*covers.values(), *(operation for operation in operations if not isinstance(operation, Cover))]


def _one_stack(operations: list[Operation]) -> list[Operation]:
    """Stacks whose ranges begin together become one."""
    stacks: dict[int, Stack] = {}
    for operation in operations:
        if isinstance(operation, Stack):
            have = stacks.get(operation.first)
            entries = (*have.entries, *operation.entries) if have else operation.entries
            last = max(have.last, operation.last) if have else operation.last
            stacks[operation.first] = Stack(operation.first, last, operation.stack, tuple(dict.fromkeys(entries)))
    for number, (first, stack) in enumerate(list(stacks.items())[1:], 2):
        stacks[first] = replace(stack, stack=f"{stack.stack}_{number}")
    return [*stacks.values(), *(operation for operation in operations if not isinstance(operation, Stack))]
