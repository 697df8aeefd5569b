"""What a caller may hand in by a parameter: by its annotation, by what is decorated, by what heirs pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Call
from letgo.program.containers import ADDS

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
            return solver.annotated(parameter.annotation) or _handed_in(solver, facts, position)
        if facts.parent and position == 0:
            return _of_wrapper(solver, facts)
        found = _of_heirs(solver, facts, position) if facts.name == "__init__" else _tested(solver, facts, name)
        found |= _handed_by_decoration(solver, facts, position)
        return found or (frozenset() if parameter.spread else _handed_in(solver, facts, position))
    return frozenset()


def _handed_in(solver: KindSolver, facts: FunctionFacts, position: int) -> Kinds:
    """The functions that callers hand in: whoever says its name in the same file, and in others who surely call it."""
    atlas = solver.atlas
    called = facts.owner.rpartition(".")[2] if facts.name == "__init__" else facts.name
    name = re.escape(facts.parameters[position].name)
    kept = rf"\b{name}\(|=\s*{name}\b(?![.\[(])|\.(?:{'|'.join(sorted(ADDS))})\((?:[^()\n]*,\s*)?{name}\)"
    if facts.parent or not re.search(kept, atlas.text(facts)):
        return frozenset()  # it is neither called nor kept
    found: set[str] = set()
    for module in atlas.callers_of(facts, called):
        for outline in atlas.calling(module, called):
            if outline.full == facts.full:
                continue
            lowered = atlas.lowered(outline)
            for caller in (lowered, *atlas.inside(lowered)) if lowered else ():
                found |= set(_handed_by(solver, caller, facts, position, called))
    return frozenset(f"&{each}" for each in found)


def _handed_by(
    solver: KindSolver, caller: FunctionFacts, facts: FunctionFacts, position: int, called: str
) -> Iterator[str]:
    """The full names of the functions that one function hands to another by a parameter of that."""
    for node in caller.graph.nodes if caller.graph else ():
        if not isinstance(node.event, Call) or node.event.name != called:
            continue
        functions = [
            found for each in _given(node.event, facts, position) if (found := function_of(solver, caller, each))
        ]
        if functions and (caller.module == facts.module or _calls(solver, caller, node.event, facts)):
            yield from functions


def _calls(solver: KindSolver, caller: FunctionFacts, call: Call, facts: FunctionFacts) -> bool:
    """Whether a call is surely one of a function in another file: by the kind of what it is made on."""
    owner = solver.owner(facts)
    if not owner:
        return f"&{facts.full}" in solver.of(caller, call.callee)
    family = {owner, *solver.atlas.below(owner)}
    kinds = solver.of(caller, call.callee if facts.name == "__init__" else call.receiver)
    return any(kind.removeprefix("&") in family for kind in kinds)


def _given(call: Call, facts: FunctionFacts, position: int) -> Iterator[str]:
    """What a call that seems to be of a function gives for one of its parameters."""
    method = bool(facts.owner) and "staticmethod" not in facts.decorators
    if bool(call.method) != (bool(facts.owner) and facts.name != "__init__"):
        return
    for index, argument in enumerate(call.arguments, 1 if method else 0):
        if argument.keyword == facts.parameters[position].name or (not argument.keyword and index == position):
            yield argument.operand


def function_of(solver: KindSolver, facts: FunctionFacts, operand: str) -> str:
    """The full name of the function of the project that an operand is by its name, "" if it is none.

    A global one, one that is nested in the function, or a method of its own object; decorated ones may be anything.
    """
    found: FunctionFacts | None = None
    if operand[:1] == "@":
        found = solver.function(solver.atlas.project.canonical(operand[1:], True))
    elif operand.count(".") == 1 and facts.owner and facts.parameters:
        own, _, name = operand.partition(".")
        if own == facts.parameters[0].name:
            found = solver.atlas.project.method(solver.owner(facts), name)
    elif operand.isidentifier():
        found = solver.atlas.nested(facts, operand)
    return found.full if found is not None and not found.decorators else ""


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
