"""Functions that are put into a field of an object from outside of its class: `client.on_message = self._handle`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.flow.graph import Bind
from letgo.program.parameters import function_of

if TYPE_CHECKING:
    from letgo.program.kinds import Kinds, KindSolver


def put_in(solver: KindSolver, owner: str, name: str) -> Kinds:
    """The functions that others put into objects of a class (its full name) under a name."""
    atlas = solver.atlas
    family = {owner, *atlas.below(owner), *(each.full for each in atlas.project.lineage(owner))}
    found: set[str] = set()
    for outline in atlas.setting(name):
        lowered = atlas.lowered(outline)
        for facts in (lowered, *atlas.inside(lowered)) if lowered else ():
            for node in facts.graph.nodes if facts.graph else ():
                event = node.event
                base, _, field = event.dst.rpartition(".") if isinstance(event, Bind) else ("", "", "")
                if not isinstance(event, Bind) or not base or field != name:
                    continue
                function = function_of(solver, facts, event.src)
                if function and not family.isdisjoint(solver.of(facts, base)):
                    found.add(f"&{function}")
    return frozenset(found)
