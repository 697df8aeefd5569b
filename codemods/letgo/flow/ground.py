"""One function made ready for walks: what is the same for all its acquisitions is computed once."""

from __future__ import annotations

from functools import cached_property

from letgo.flow.conditions import Conditions, Facts
from letgo.flow.effects import Context, Result
from letgo.flow.graph import Call, Graph, Operand
from letgo.flow.values import ValueMap

Operands = frozenset[Operand]


class Ground:
    """A graph, the values and effects on it, and the world around. Read-only."""

    def __init__(self, graph: Graph, found: ValueMap, context: Context) -> None:
        self.graph = graph
        self.found = found
        self.context = context
        self._near: dict[int, Operands] = {}

    @cached_property
    def conditions(self) -> Conditions:
        """What conditions ask for."""
        fresh = (number for number, effect in self.found.effects.items() if effect.result is Result.FRESH)
        return Conditions(self.graph, (self.graph.nodes[number].writes for number in fresh))

    @cached_property
    def starts(self) -> dict[int, set[Facts]]:
        """What may be known on arrival at each node."""
        return self.conditions.approach()

    def near(self, number: int) -> Operands:
        """All operands a node has to do with: read, bound, named by its effect, and the objects whose parts those are.

        Who holds none of them is not concerned by the node.
        """
        found = self._near.get(number)
        if found is None:
            node = self.graph.nodes[number]
            every = {*node.reads, node.writes}
            if isinstance(node.event, Call):
                effect = self.found.effects.get(number)
                if effect is not None:
                    every.update(effect.operands, effect.releases, effect.keeps, effect.exhausts, effect.reads_one)
            every.update([each.rpartition(".")[0] for each in every if "." in each])
            every.discard("")
            found = self._near[number] = frozenset(every)
        return found

    def swallows(self, manager: Operand) -> bool | None:
        """Whether the context manager in that operand swallows exceptions, by the last call that made it.

        None: it swallows all of them, so that none leaves its block.
        """
        for number in range(len(self.graph.nodes) - 1, -1, -1):
            event = self.graph.nodes[number].event
            if isinstance(event, Call) and event.dst == manager:
                effect = self.found.effects.get(number)
                return None if effect and effect.swallows_all else bool(effect and effect.swallows)
        return False
