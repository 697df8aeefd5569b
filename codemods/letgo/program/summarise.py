"""Boil the analysis of one function down to what its callers must know."""

from __future__ import annotations

from letgo.catalogue import ResourceType
from letgo.flow.effects import Rank, Result, Summary
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Bind, Build, Call, Graph, Leave, Operand, Raise, Return, Yield, is_path
from letgo.flow.ownership import Acquisition, parameter_endings
from letgo.flow.values import ValueMap
from letgo.model import Cost
from letgo.program.context import FunctionContext

ANYTHING = ResourceType("", "", "other", Cost.MEMORY, releases=frozenset({"aclose", "disconnect", "release", "shutdown", "terminate"}))


def summarise(facts: FunctionFacts, values: ValueMap, found: list[Acquisition], context: FunctionContext) -> Summary:
    """The summary of a function, given its analysis."""
    graph = facts.graph
    assert graph is not None
    gives, fresh, via = _given(graph, values, found, context)
    parameters = _parameters(facts, values, context)
    inside = context.yields != "plain" and facts.generator
    if facts.generator and not inside:
        gives, fresh = "", False
    return Summary(
        gives=gives,
        fresh=fresh and not inside,
        context=inside and bool(gives),
        releases=frozenset(name for name, how in parameters.items() if how == "releases"),
        keeps=frozenset(name for name, how in parameters.items() if how == "keeps"),
        returns=frozenset(name for name, how in parameters.items() if how == "returns"),
        raises=_raises(graph, values, context),
        awaited=facts.asynchronous,
        via=via,
        known=True,
    )


def _given(graph: Graph, values: ValueMap, found: list[Acquisition], context: FunctionContext) -> tuple[str, bool, str]:
    """Type of the result, whether it is fresh, and the acquiring row."""
    for acquisition in found:
        if any(ending.how == "returned" for ending in acquisition.endings) and not _only_inside(graph, acquisition):
            row = acquisition.effect.row
            return acquisition.kind.name, True, row.call if row else ""
    kinds: set[str] = set()
    for number, node in enumerate(graph.nodes):
        event = node.event
        src = event.src if isinstance(event, Return) else event.src if isinstance(event, Yield) and context.yields != "plain" else ""
        if src and not src.startswith("#"):
            kinds |= {kind for _, kind in values.values(number, src) if kind}
    plain = {kind for kind in kinds if ":" not in kind and (context.resource(kind) or context.world.matters(kind))}
    return (plain.pop() if len(plain) == 1 else ""), False, ""


def _only_inside(graph: Graph, acquisition: Acquisition) -> bool:
    """Whether only containers or wrappers of it are returned, never itself."""
    for ending in acquisition.endings:
        event = graph.nodes[ending.node].event
        if ending.how == "returned" and isinstance(event, Return) and event.src in acquisition.names:
            return False
    return True


def _parameters(facts: FunctionFacts, values: ValueMap, context: FunctionContext) -> dict[str, str]:
    """What becomes of each parameter: releases, keeps, returns; nothing for those that are only used."""
    graph = facts.graph
    assert graph is not None
    handed = context.world.handed(facts)
    touched = _touched(graph, values) if handed else set()
    made: dict[str, str] = {}
    for parameter in facts.parameters:
        if parameter.name not in touched or parameter.name not in handed:
            continue
        kind = context.resource(context.type_of(parameter.name)) or ANYTHING
        ends = parameter_endings(graph, values, context, parameter.name, kind).endings
        hows = {ending.how for ending in ends if ending.came is Rank.FLOW}
        if "released" in hows:
            made[parameter.name] = "releases"
        elif "kept" in hows or "yielded" in hows:
            made[parameter.name] = "keeps"
        elif "returned" in hows and any(_returns(graph, end.node, parameter.name, values) for end in ends):
            made[parameter.name] = "returns"
        elif "returned" in hows:
            made[parameter.name] = "keeps"
    return made


def _returns(graph: Graph, node: int, name: str, values: ValueMap) -> bool:
    event = graph.nodes[node].event
    return isinstance(event, Return) and any(source == name for source, _ in values.values(node, event.src))


def _touched(graph: Graph, values: ValueMap) -> set[Operand]:
    """Names that may be released, kept or returned somewhere in the function."""
    found: set[Operand] = set()
    for number, node in enumerate(graph.nodes):
        event = node.event
        operands: tuple[Operand, ...] = ()
        if isinstance(event, Call):
            effect = values.effects.get(number)
            if effect:
                operands = (*effect.releases, *effect.keeps)
                if effect.result in (Result.HOLDS, Result.MANAGER):
                    operands += effect.operands
        elif isinstance(event, Return | Leave):
            operands = (event.src if isinstance(event, Return) else event.manager,)
        elif isinstance(event, Bind) and (is_path(event.dst) or event.dst.startswith("@")):
            operands = (event.src,)
        elif isinstance(event, Build):
            operands = event.operands
        for operand in operands:
            found.add(operand)
            found.update(source for source, _ in values.values(number, operand))
    return found


def _raises(graph: Graph, values: ValueMap, context: FunctionContext) -> bool:
    """Whether it is known to raise: an explicit raise, or an operation on a resource, that leaves the function."""
    leaving = _leaving(graph)
    for number, node in enumerate(graph.nodes):
        if node.raises not in leaving:
            continue
        if isinstance(node.event, Raise):
            return True
        if isinstance(node.event, Call) and node.event.receiver:
            kinds = {kind for _, kind in values.values(number, node.event.receiver)}
            if any(kind and ":" not in kind and context.resource(kind) for kind in kinds):
                return True
    return False


def _leaving(graph: Graph) -> set[int]:
    """Landings from which an exception goes on to leave the function without a handler in between."""
    found = {graph.failure}
    grew = True
    while grew:
        grew = False
        for number, node in enumerate(graph.nodes):
            if number not in found and node.event is None and any(end in found for end in node.next):
                found.add(number)
                grew = True
    return found
