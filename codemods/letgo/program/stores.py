"""What one function leaves behind in fields and globals, and the names that it depends on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Bind, Call, is_path, root

if TYPE_CHECKING:
    from letgo.program.program import Analysis


def stored(analysis: Analysis) -> Iterator[tuple[str, str, str]]:
    """What a function stores in fields and globals: the class ("" for a global), the name, a kind it may be of."""
    graph, context = analysis.facts.graph, analysis.context
    assert graph is not None
    for number, node in enumerate(graph.nodes):
        event = node.event
        if not isinstance(event, Bind) or not (is_path(event.dst) or event.dst.startswith("@")):
            continue
        kinds = {kind for _, kind in analysis.values.values(number, event.src) if kind and ":" not in kind}
        if not kinds or event.dst.count(".") != (1 if is_path(event.dst) else event.dst.count(".")):
            continue
        if any(context.resource(kind) is None and not context.world.types.matters(kind) for kind in kinds):
            continue
        for kind in sorted(kinds):
            if event.dst.startswith("@"):
                yield "", event.dst[1:], kind
            elif context.owner and root(event.dst) == analysis.facts.parameters[0].name:
                yield context.owner, event.dst.rpartition(".")[2], kind


def mentions(facts: FunctionFacts) -> set[str]:
    """Bare names whose meaning the function depends on."""
    assert facts.graph is not None
    found: set[str] = set()
    for node in facts.graph.nodes:
        event = node.event
        if isinstance(event, Call):
            found.add(event.name)
        for operand in (*node.reads, node.writes):
            if "." in operand and operand[0] != "%":
                found.update(operand.lstrip("@").split(".")[1:])
    return found
