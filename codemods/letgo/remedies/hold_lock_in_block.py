"""`acquire()` and `release()` with nothing in between that protects the release become a `with` block."""

from __future__ import annotations

from letgo.flow.blocks import inside, locate
from letgo.flow.graph import Call, Yield, is_temporary
from letgo.flow.plan import Enclose, Plan
from letgo.model import Refusal, Safety
from letgo.program.scopes import Stall


def hold_lock_in_block(stall: Stall) -> Plan | Refusal:
    """The plan, if both calls are statements of one suite and the first takes no arguments."""
    held = stall.held
    graph, tree = held.facts.graph, held.facts.tree
    assert graph is not None
    call = graph.nodes[held.scope.node].event
    assert isinstance(call, Call)
    at = locate(tree, held.scope.stmt) if tree else None
    if at is None or call.arguments or is_temporary(held.scope.lock) or held.scope.awaited:
        return Refusal("acquire() is called in a way that a with block has no form for")
    if held.lock.row is None or held.lock.row.enter != "acquire":
        return Refusal("whether it may be entered by a with block is not known")
    statements = at.suite.statements
    ends = sorted({graph.nodes[number].stmt for number in held.scope.leaves})
    if len(ends) != 1:
        return Refusal("it is released in several places")
    end = next((index for index, each in enumerate(statements) if each.id == ends[0]), -1)
    if end <= at.index + 1:
        return Refusal("acquire() and release() don't stand in one suite")
    between = {each.id for one in statements[at.index + 1 : end] for each in inside(one)}
    if not statements[at.index].alone or not statements[end].alone:
        return Refusal("they share a line with another statement")
    if any(isinstance(node.event, Yield) and node.stmt in between for node in graph.nodes):
        return Refusal("the function yields in between")
    if any(number in held.scope.nodes for number in (graph.exit,)):
        return Refusal("some path returns with the lock held")
    lock = held.scope.lock.lstrip("@")
    place = graph.nodes[held.scope.node].place
    operation = Enclose(statements[at.index].id, statements[end].id, place, lock)
    return Plan((operation,), f"Hold {lock} in a with block", Safety.SAFE)
