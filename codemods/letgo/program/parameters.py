"""What a caller may hand in by a parameter: by its annotation, by what is decorated, by what heirs pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Call

if TYPE_CHECKING:
    from letgo.program.kinds import Kinds, KindSolver


def parameter_kinds(solver: KindSolver, facts: FunctionFacts, name: str) -> Kinds:
    """The kinds of a parameter of a function; none if nobody says."""
    for position, parameter in enumerate(facts.parameters):
        if parameter.name != name:
            continue
        if facts.owner and position == 0 and "staticmethod" not in facts.decorators:
            return frozenset({solver.owner(facts)})
        if parameter.annotation and not parameter.spread:
            return solver.annotated(parameter.annotation)
        if facts.parent and position == 0:
            return _of_wrapper(solver, facts)
        if facts.name == "__init__":
            return _of_heirs(solver, facts, position) | _handed_by_decoration(solver, facts, position)
        return _tested(solver, facts, name) | _handed_by_decoration(solver, facts, position)
    return frozenset()


def _tested(solver: KindSolver, facts: FunctionFacts, name: str) -> Kinds:
    """What a function itself asks of a parameter: `isinstance(store, Store)`."""
    found: set[str] = set()
    for node in facts.graph.nodes if facts.graph else ():
        event = node.event
        if isinstance(event, Call) and event.callee == "@isinstance" and len(event.arguments) == 2:
            asked, kind = event.arguments
            if asked.operand == name and kind.operand[:1] == "@":
                found |= solver.annotated(kind.operand[1:])
    return frozenset(found)


def _of_heirs(solver: KindSolver, facts: FunctionFacts, position: int) -> Kinds:
    """What the heirs of a class hand to its constructor (`super().__init__(pool)`)."""
    found: set[str] = set()
    name = facts.parameters[position].name
    for heir in solver.atlas.below(solver.owner(facts)):
        made = solver.atlas.project.method(heir, "__init__")
        lowered = solver.atlas.lowered(made) if made and made.full != facts.full else None
        for node in lowered.graph.nodes if lowered and lowered.graph else ():
            event = node.event
            if isinstance(event, Call) and event.receiver == "super" and event.method == "__init__":
                for index, argument in enumerate(event.arguments, 1):
                    if argument.keyword == name or (not argument.keyword and index == position):
                        assert lowered is not None
                        found |= solver.of(lowered, argument.operand)
    return frozenset(found)


def _of_wrapper(solver: KindSolver, facts: FunctionFacts) -> Kinds:
    """The first parameter of the function that a decorator puts in a method's place is the method's object."""
    around = solver.atlas.around(facts)
    found = solver.atlas.decorated(around.full) if around else ()
    return frozenset(solver.owner(each) for each in found if each.owner)


def _handed_by_decoration(solver: KindSolver, facts: FunctionFacts, position: int) -> Kinds:
    """A decorator is handed the functions it decorates, by its first parameter."""
    method = bool(facts.owner)
    if position != (1 if method else 0) or (method and facts.name != "__init__"):
        return frozenset()
    decorator = solver.owner(facts) if method else facts.full
    return frozenset(f"&{each.full}" for each in solver.atlas.decorated(decorator))
