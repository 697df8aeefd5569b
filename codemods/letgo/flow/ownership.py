"""Follow one acquisition along every path of its function and tell where it ends: released, handed on, or left open."""

from __future__ import annotations

from letgo.catalogue.schema import ResourceType
from letgo.flow.conditions import NOTHING
from letgo.flow.effects import Effect, Result
from letgo.flow.ground import Ground
from letgo.flow.holding import LETS_GO
from letgo.flow.walk import Acquisition, Ending, Walk

__all__ = ["LETS_GO", "Acquisition", "Ending", "Ground", "acquisitions", "misuses", "parameter_endings"]


def acquisitions(ground: Ground) -> list[Acquisition]:
    """All acquisitions of a function with their endings."""
    made = []
    for number, effect in sorted(ground.found.effects.items()):
        if effect.result is not Result.FRESH:
            continue
        kind = ground.context.resource(effect.type)
        if kind is None:
            continue
        acquisition = Acquisition(number, kind, effect)
        Walk(ground, acquisition).run(ground.starts.get(number, {NOTHING}))
        made.append(acquisition)
    return made


def parameter_endings(ground: Ground, name: str, kind: ResourceType) -> Acquisition:
    """The same for a parameter: what becomes of the object the caller hands in."""
    acquisition = Acquisition(ground.graph.entry, kind, Effect(Result.FRESH, kind.name))
    Walk(ground, acquisition, parameter=name).run({NOTHING})
    return acquisition


def misuses(ground: Ground, node: int) -> list[Ending]:
    """For one acquisition: uses behind its release, releases of what is released, and paths that leave it open.

    The proof of a rewrite asks this of the new function: an empty list means exactly one release on every path.
    """
    effect = ground.found.effects[node]
    kind = ground.context.resource(effect.type)
    assert kind is not None
    acquisition = Acquisition(node, kind, effect)
    Walk(ground, acquisition, strict=True).run(ground.starts.get(node, {NOTHING}))
    return [ending for ending in acquisition.endings if ending.how == "misused"]
