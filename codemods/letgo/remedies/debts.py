"""What a branch owes that leaves the block of a lock: what to look at, and whether it is ended for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from letgo.flow.blocks import Statement, Suite, inside, locate
from letgo.flow.graph import NONE, Bind, Call, Member, Test, is_temporary
from letgo.program.intent import JOINS
from letgo.remedies.leaving import ENDS, Leaving, bound_in
from letgo.remedies.let_go_of_lock import is_opaque, may_be_held_around
from letgo.remedies.moving_out import parts_run_under_it, shown_at_most
from letgo.remedies.out_of_reach import CONSTRUCTORS

if TYPE_CHECKING:
    from letgo.remedies.let_go_of_lock import Ground


@dataclass(frozen=True, slots=True)
class Debt:
    """What one branch owes: the statements that wait, what follows them there, and the return that ends it."""

    branch: Statement
    suite: Suite
    moved: tuple[Statement, ...]
    behind: tuple[Statement, ...]
    leave: Statement | None
    again: bool  # what follows needs the lock and the wait to be over
    found: Leaving
    gone: frozenset[str]  # fields that hold nothing any more once the lock is free


def ends_for_good(here: Ground, debt: Debt) -> bool:
    """Whether all that the branch owes is to end what it takes away, which nobody begins anew or else reaches."""
    ids = {each.id for one in debt.moved for each in inside(one)}
    ways = {number: way for number, way in here.stall.ways if here.graph.nodes[number].stmt in ids}
    taken = {take.name for take in debt.found.takes if not take.copied} & debt.gone
    tested = {
        node.event.operand.rpartition(".")[2]
        for node in here.graph.nodes
        if node.stmt == debt.branch.id and isinstance(node.event, Test)
    }
    if not taken & tested or debt.found.sketch or debt.found.doubts or is_opaque(here):
        return False
    if is_temporary(here.stall.held.scope.lock) or shown_at_most(here, Leaving(), debt.moved):
        return False
    for statement in debt.moved:
        calls = [
            n for n, node in enumerate(here.graph.nodes) if node.stmt == statement.id and isinstance(node.event, Call)
        ]
        if statement.kind != "call" or len(calls) != 1 or calls[0] not in ways:
            return False
        event = here.graph.nodes[calls[0]].event
        field = event.receiver.rpartition(".")[2] if isinstance(event, Call) and event.method in ENDS else ""
        if field not in taken or (ways[calls[0]].wait.kind in JOINS and _begins_anew(here, field)):
            return False
    return True


def _begins_anew(here: Ground, field: str) -> bool:
    """Whether a method but a constructor puts something into a field."""
    owner = here.scopes.kinds.owner(here.stall.held.facts)
    methods = [each for clazz in here.scopes.family(owner) for each in here.scopes.methods_of(clazz)] if owner else []
    graphs = [facts.graph for facts in methods if facts.graph and facts.name not in CONSTRUCTORS]
    binds = [node.event for graph in graphs for node in graph.nodes if isinstance(node.event, Bind)]
    return not methods or any(
        each.src != NONE and "." in each.dst and each.dst.rpartition(".")[2] == field for each in binds
    )


def looked_at(here: Ground, debt: Debt, again: bool) -> Iterator[str]:
    """Why a person has to look at it."""
    yield from list(dict.fromkeys(debt.found.doubts))[:2]
    if any(not way.direct for _, way in here.stall.ways):
        yield "what is called runs without the lock then"
    stays = not debt.again and debt.behind
    if stays:
        first, last = debt.behind[0].first, debt.behind[-1].last
        rows = f"line {first}" if first == last else f"lines {first} to {last}"
        yield f"what stands at {rows} is done before the wait, and stays done if the wait fails"
        yield "who comes during the wait finds that done, and may begin anew before this has ended"
    decided = sorted(_decided(here, debt) - debt.gone)
    if again:
        about = f" ({', '.join(decided)})" if decided else ""
        yield f"others may take the lock in between: look again at what was decided before the wait{about}"
    elif decided:
        yield f"what was asked under the lock ({', '.join(decided)}) may have changed by the time of the wait"
    if debt.again and bound_in(here.graph, debt.moved):
        yield "two may come here at once: what the later one made must be let go of, or take the other's place"
    if not debt.gone and any(parts_run_under_it(here, number) for number, way in here.stall.ways if way.hops):
        yield f"other calls on it run under {here.lock}: they may overlap with this one then"
    if may_be_held_around(here):
        yield "a caller that holds the lock already keeps it through the wait"


def _decided(here: Ground, debt: Debt) -> set[str]:
    """The guarded fields that the branches around the wait ask for."""
    at = locate(here.body, debt.moved[0].id)
    around = {each.id for each, _ in at.around} if at else set()
    tested = {
        name
        for node in here.graph.nodes
        if node.stmt in around and isinstance(node.event, Test | Member | Call)
        for name in names_of((*node.reads, node.writes))
    }
    called = [here.touched_by_calls(node) for node in here.graph.nodes if node.stmt in around]
    return (tested & here.guarded.all).union(*called)


def names_of(operands: tuple[str, ...]) -> set[str]:
    """The bare names of the fields among operands."""
    return {each.removesuffix(".[]").rpartition(".")[2] for each in operands if "." in each}
