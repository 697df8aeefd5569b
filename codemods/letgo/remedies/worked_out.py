"""Arguments of a wait that are worked out from guarded state: the lock is needed for that, and for nothing after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.flow.blocks import Statement
from letgo.flow.graph import Call, Graph, Item, Member, is_temporary, reads, root, writes
from letgo.program.intent import MUTATES
from letgo.program.locks import Held
from letgo.program.scopes import LockScopes

if TYPE_CHECKING:
    from letgo.remedies.leaving import Guarded


def worked_out(
    held: Held, scopes: LockScopes, moved: tuple[Statement, ...], guarded: Guarded, bound: frozenset[str]
) -> list[tuple[int, str, frozenset[int]]]:
    """For each such argument: the node that makes it, the guarded field it reads, and all nodes that it takes.

    `bound` are the names that the moved statements bind: what needs them can't be worked out before.
    """
    graph = held.facts.graph
    assert graph is not None
    ids = {each.id for each in moved}
    ways = {number for number, _ in scopes.ways(held)}
    found: list[tuple[int, str, frozenset[int]]] = []
    for number in sorted(ways):
        event = graph.nodes[number].event
        if graph.nodes[number].stmt not in ids or not isinstance(event, Call):
            continue
        for argument in event.arguments:
            nodes = _made_of(graph, argument.operand, graph.nodes[number].stmt)
            field = _guarded_field(graph, nodes, guarded)
            if field and nodes and not nodes & ways and _is_plain(held, scopes, nodes, bound):
                found.append((max(nodes), field, nodes))
    return found


def _made_of(graph: Graph, operand: str, stmt: int) -> frozenset[int]:
    """The nodes of a statement that make an operand which is a call or an item, and all that they are made of."""
    todo, found = [operand], set[int]()
    while todo:
        wanted = todo.pop()
        for number, node in enumerate(graph.nodes):
            if node.stmt == stmt and node.writes == wanted and number not in found and wanted:
                found.add(number)
                todo += [each for each in node.reads if is_temporary(each) or each.startswith(("self.", "cls."))]
    last = next((number for number in found if graph.nodes[number].writes == operand), -1)
    made = is_temporary(operand) and last >= 0 and isinstance(graph.nodes[last].event, Call | Item)
    return frozenset(found) if made and last == max(found) else frozenset()


def _guarded_field(graph: Graph, nodes: frozenset[int], guarded: Guarded) -> str:
    """The field, changed in place by others, that some of these nodes read; "" if there is none."""
    for number in sorted(nodes):
        event = graph.nodes[number].event
        read = [writes(event)] if isinstance(event, Member) else list(reads(event))
        for each in read:
            name = each.rpartition(".")[2]
            if each.startswith(("self.", "cls.")) and each.count(".") == 1 and name in guarded.changed:
                return name
    return ""


def _is_plain(held: Held, scopes: LockScopes, nodes: frozenset[int], bound: frozenset[str]) -> bool:
    """Whether nothing is changed or run by it that could need anything else."""
    graph = held.facts.graph
    assert graph is not None
    for number in nodes:
        event = graph.nodes[number].event
        if isinstance(event, Call) and (event.method in MUTATES or scopes.waits.callees(held.facts, number)):
            return False
        if bound & {root(each) for each in reads(event)} - {"self", "cls"}:
            return False
    return True
