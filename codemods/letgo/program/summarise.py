"""Boil the analysis of one function down to what its callers must know."""

from __future__ import annotations

from letgo.catalogue import ResourceType
from letgo.flow.effects import Effect, Rank, Result, Summary
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Bind, Build, Call, Event, Graph, Leave, Operand, Raise, Return, Yield, is_path
from letgo.flow.ownership import Acquisition, Ending, Ground, parameter_endings
from letgo.flow.values import ValueMap
from letgo.model import Cost
from letgo.program.context import FunctionContext
from letgo.program.generators import yields

ANYTHING = ResourceType(
    "", "", "other", Cost.MEMORY, releases=frozenset({"aclose", "disconnect", "release", "shutdown", "terminate"})
)

CONTAINERS = frozenset({"dict", "frozenset", "list", "set", "sorted", "tuple"})


def summarise(facts: FunctionFacts, ground: Ground, found: list[Acquisition], context: FunctionContext) -> Summary:
    """The summary of a function, given its analysis."""
    graph, values = ground.graph, ground.found
    gives, fresh, via, index = _given(graph, values, found, context)
    if fresh and index < 0 and _otherwise(graph, values, context):
        fresh, via = False, ""  # what it gives depends on its arguments
    parameters = _parameters(facts, ground, context)
    inside = context.yields != "plain" and facts.generator
    if facts.generator and not inside:
        gives = yields(facts, values, found)
        fresh, via, index = bool(gives), "", -1
    return Summary(
        gives=gives,
        fresh=fresh and not inside,
        context=inside and bool(gives),
        releases=frozenset(name for name, how in parameters.items() if how == "releases"),
        keeps=frozenset(name for name, how in parameters.items() if how == "keeps"),
        returns=frozenset(name for name, how in parameters.items() if how == "returns"),
        blurs=_blurs(facts, graph, values) if context.world.handed(facts) else frozenset(),
        raises=_raises(graph, values, context),
        awaited=facts.asynchronous,
        via=via,
        index=index,
        mixed=fresh and _hands_back(facts, graph, values, index),
        also=_also(gives, found) if fresh and index < 0 and not facts.generator else (),
        tied=_tied(facts, values, found) if fresh else frozenset(),
        known=True,
    )


def _given(
    graph: Graph, values: ValueMap, found: list[Acquisition], context: FunctionContext
) -> tuple[str, bool, str, int]:
    """Type of the result, whether it is fresh, the acquiring row, and which part of a tuple it is (-1: the whole)."""
    kinds: dict[str, bool] = {}  # type -> somebody else owns it
    for number, node in enumerate(graph.nodes):
        event = node.event
        src = (
            event.src
            if isinstance(event, Return)
            else event.src
            if isinstance(event, Yield) and context.yields != "plain"
            else ""
        )
        if src and not src.startswith("#"):
            for source, kind in values.values(number, src):
                if kind and ":" not in kind and (context.resource(kind) or context.world.types.matters(kind)):
                    kinds[kind] = kinds.get(kind, False) or is_path(source) or source.startswith("@")
    for acquisition in found:
        row = acquisition.effect.row
        for ending in acquisition.endings:
            if ending.how != "returned":
                continue
            how = _returned(graph, acquisition, ending, context, values)
            if how and not kinds.get(acquisition.kind.name):
                return how[0], True, row.call if row else "", how[1]
    return (next(iter(kinds)) if len(kinds) == 1 else ""), False, "", -1


def _otherwise(graph: Graph, values: ValueMap, context: FunctionContext) -> bool:
    """Whether some path returns data instead: rows that were read, a container, a generator of the project's."""
    for number, node in enumerate(graph.nodes):
        if isinstance(node.event, Return):
            made = (source for source, kind in values.values(number, node.event.src) if source.isdigit() and not kind)
            if any(
                _is_data(graph.nodes[int(source)].event, values.effects.get(int(source)), context) for source in made
            ):
                return True
    return False


def _is_data(event: Event | None, effect: Effect | None, context: FunctionContext) -> bool:
    if isinstance(event, Build):
        return True
    if not isinstance(event, Call) or effect is None or effect.result not in (Result.DETACHED, Result.HOLDS):
        return False
    if effect.exhausts or effect.reads_one or event.callee.removeprefix("@") in CONTAINERS:
        return True
    facts = context.world.project.function(effect.callee) if effect.callee else None
    return facts is not None and facts.generator


def _blurs(facts: FunctionFacts, graph: Graph, values: ValueMap) -> frozenset[str]:
    """Parameters of which some unknown function makes what is returned."""
    made: dict[str, set[str]] = {parameter.name: {parameter.name} for parameter in facts.parameters}
    for number, node in enumerate(graph.nodes):
        effect = values.effects.get(number)
        if not isinstance(node.event, Call) or effect is None or effect.result is not Result.DETACHED:
            continue
        if effect.callee or effect.exhausts or effect.reads_one or effect.releases or effect.raises is Rank.NEVER:
            continue
        given = (source for argument in node.event.arguments for source, _ in values.values(number, argument.operand))
        made[str(number)] = set[str]().union(*(made.get(source, ()) for source in given))
    returned = (
        (source, kind)
        for number, node in enumerate(graph.nodes)
        if isinstance(node.event, Return)
        for source, kind in values.values(number, node.event.src)
    )
    return frozenset[str]().union(*(made.get(source, ()) for source, kind in returned if source.isdigit() and not kind))


def _also(gives: str, found: list[Acquisition]) -> tuple[str, ...]:
    """Other types of what is acquired and returned: which one it is depends on the arguments."""
    types = {each.effect.type for each in found if any(ending.how == "returned" for ending in each.endings)}
    return tuple(sorted(types - {gives})) if gives in types else ()


def _tied(facts: FunctionFacts, values: ValueMap, found: list[Acquisition]) -> frozenset[str]:
    """The parameters that what is acquired and returned was made from."""
    returned = (each for each in found if any(ending.how == "returned" for ending in each.endings))
    needed = frozenset[str]().union(*(values.parents.get(str(each.node), ()) for each in returned))
    return needed & {parameter.name for parameter in facts.parameters}


def _hands_back(facts: FunctionFacts, graph: Graph, values: ValueMap, index: int) -> bool:
    """Whether some path returns a parameter, itself or as that part of a tuple."""
    names = {parameter.name for parameter in facts.parameters[1 if facts.owner else 0 :]}
    for number, node in enumerate(graph.nodes):
        if not isinstance(node.event, Return):
            continue
        for source, _ in values.values(number, node.event.src):
            made = graph.nodes[int(source)].event if source.isdigit() else None
            held = made.operands if isinstance(made, Build) else ()
            part = values.values(int(source), held[index]) if 0 <= index < len(held) else frozenset()
            if source in names or any(each in names for each, _ in part):
                return True
    return False


def _returned(
    graph: Graph, acquisition: Acquisition, ending: Ending, context: FunctionContext, values: ValueMap
) -> tuple[str, int] | None:
    """The type that is returned and its place in a tuple, None if what is returned only has to do with the resource."""
    event = graph.nodes[ending.node].event
    assert isinstance(event, Return)
    if event.src in acquisition.names:
        return acquisition.kind.name, -1
    for number in reversed(ending.path):
        made = graph.nodes[number].event
        if isinstance(made, Build) and made.dst == event.src and not made.lazy:
            places = [index for index, operand in enumerate(made.operands) if operand in acquisition.names]
            return (acquisition.kind.name, places[0]) if len(places) == 1 else None
        if isinstance(made, Call) and made.dst == event.src:
            effect = values.effects.get(number)
            wrapper = context.proxy(effect.callee, acquisition.kind) if effect and effect.callee else None
            return (wrapper.name, -1) if wrapper else None
    return None


def _parameters(facts: FunctionFacts, ground: Ground, context: FunctionContext) -> dict[str, str]:
    """What becomes of each parameter: releases, keeps, returns; nothing for those that are only used."""
    graph, values = ground.graph, ground.found
    handed = context.world.handed(facts)
    touched = _touched(graph, values) if handed else set()
    made: dict[str, str] = {}
    for parameter in facts.parameters:
        if parameter.name not in touched or parameter.name not in handed:
            continue
        kind = context.resource(context.type_of(parameter.name)) or ANYTHING
        ends = parameter_endings(ground, parameter.name, kind).endings
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
