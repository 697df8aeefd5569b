"""Follow one acquisition along every path of its function and tell where it ends: released, handed on, or left open."""

from __future__ import annotations

from letgo.catalogue.schema import ResourceType
from letgo.flow.conditions import Facts, approach, tested_operands
from letgo.flow.effects import Context, Effect, Result
from letgo.flow.graph import Graph, Operand
from letgo.flow.holding import LETS_GO
from letgo.flow.values import ValueMap
from letgo.flow.walk import Acquisition, Ending, Walk

__all__ = ["LETS_GO", "Acquisition", "Ending", "acquisitions", "misuses", "parameter_endings"]


def acquisitions(graph: Graph, found: ValueMap, context: Context) -> list[Acquisition]:
    """All acquisitions of a function with their endings."""
    made = []
    starts: dict[int, set[Facts]] | None = None
    tested: frozenset[Operand] = frozenset()
    for number, effect in sorted(found.effects.items()):
        if effect.result is not Result.FRESH:
            continue
        kind = context.resource(effect.type)
        if kind is None:
            continue
        if starts is None:
            tested = tested_operands(graph)
            starts = approach(graph, tested)
        acquisition = Acquisition(number, kind, effect)
        Walk(graph, found, context, acquisition, tested).run(starts.get(number, {frozenset()}))
        made.append(acquisition)
    return made


def parameter_endings(graph: Graph, found: ValueMap, context: Context, name: str, kind: ResourceType) -> Acquisition:
    """The same for a parameter: what becomes of the object the caller hands in."""
    acquisition = Acquisition(graph.entry, kind, Effect(Result.FRESH, kind.name))
    Walk(graph, found, context, acquisition, tested_operands(graph), parameter=name).run({frozenset()})
    return acquisition


def misuses(graph: Graph, found: ValueMap, context: Context, node: int) -> list[Ending]:
    """For one acquisition: uses behind its release, releases of what is released, and paths that leave it open.

    The proof of a rewrite asks this of the new function: an empty list means exactly one release on every path.
    """
    effect = found.effects[node]
    kind = context.resource(effect.type)
    assert kind is not None
    acquisition = Acquisition(node, kind, effect)
    tested = tested_operands(graph)
    walk = Walk(graph, found, context, acquisition, tested, strict=True)
    walk.run(approach(graph, tested).get(node, {frozenset()}))
    return [ending for ending in acquisition.endings if ending.how == "misused"]
