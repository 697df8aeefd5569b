"""A file of a known project has another text: what is known of all else stays, if nobody else can tell the difference.

That is so where the face of the file is the same, and each of its functions does the same to its callers as before
(but for raising): then the summaries of the project are what they were, and only what has looked into the functions
that changed is found out again. Otherwise the project must be looked at anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from letgo.flow.effects import Summary
from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.moved import INSIDE, face, move
from letgo.known import FIRST, Known, seen
from letgo.model import SourceFile
from letgo.program import Analysis, Program
from letgo.program.stores import stored
from letgo.program.wrappers import wrapper_type

CALLERS = 60  # callers that are analysed again at most, before all is


def take_over(known: Known, made: SourceFile) -> bool:
    """Let another text of a file take the place of what is known of it. If it says no, nothing known is of use.

    Raises `ReadError`, and nothing has changed, if the text can't be read.
    """
    module, program = made.module, known.program
    before = known.sources[module]
    old = program.project.modules.get(module)
    if known.reading.languages.get(before.name, FIRST) is not FIRST or before.name in known.reading.broken:
        return False
    roots = program.catalogue.roots().keys()
    source = seen(made, roots)
    concerned = program.concerns(module)
    known.sources[module] = source
    try:
        new, kept = _read(program, before, source, old) if old is not None else (None, set[str]())
    except ValueError:
        known.sources[module] = before
        raise
    alike = program.concerns(module) == concerned and (old is not None or not concerned)
    packages = program.packages
    if packages is not None and packages.several and packages.named([before]) != packages.named([source]):
        return False
    if not alike or (source.imports ^ before.imports) & roots or not _counts_alike(program, before.text, source.text):
        return False
    adopted = _adopted(program, old, new, kept) if old is not None and new is not None else ({}, set[str]())
    if adopted is None:
        return False
    known.changed(module, before.text, *adopted)
    return True


def _counts_alike(program: Program, before: str, after: str) -> bool:
    """Whether what others have asked about is defined as often."""
    return all(before.count(key) == after.count(key) for key in program.counted)


def _read(program: Program, before: SourceFile, source: SourceFile, old: FileFacts) -> tuple[FileFacts, set[str]]:
    """The facts of the new text, and the functions (outside of others) that are as they were."""
    then, now = program.wanted(source.module)
    was, lines = before.text.split("\n"), source.text.split("\n")
    kept: set[str] = set()

    def same(name: str, first: int, last: int) -> bool:
        known = old.functions.get(name) if INSIDE not in name else None
        alike = known is not None and lines[first - 1 : last] == was[known.first - 1 : known.last]
        if alike:
            kept.add(name)
        return alike

    if then & before.names != now & before.names:
        return FIRST.read(source.text, source.name, source.module, now), set()
    new = FIRST.read(source.text, source.name, source.module, now, same)
    if new.names != old.names:  # what a name stands for may be another thing in every function
        return FIRST.read(source.text, source.name, source.module, now), set()
    return new, kept


def _adopted(
    program: Program, old: FileFacts, new: FileFacts, kept: set[str]
) -> tuple[dict[str, int], set[str]] | None:
    """Put the new facts in the place of the old.

    Gives the functions that stay, by how many rows they move, and the modules of which functions were analysed. None
    if others can tell the difference.
    """
    if face(new) != face(old):
        return None
    project, concerned = program.project, program.concerns(new.module)
    loaded = sum(each is not None for each in project.modules.values())
    before = {name: _given(program, each, concerned) for name, each in _others(old, kept).items()}
    moved = {name: new.functions[name].first - old.functions[name].first for name in kept}
    _keep(old, new, kept)
    project.modules[new.module] = new
    project.forget()
    after = {name: _given(program, each, concerned) for name, each in _others(new, kept).items()}
    louder = []
    for name in {**before, **after}:
        was, gives = before.get(name, NOTHING), after.get(name, NOTHING)
        if gives.rest != was.rest or (gives.rest is not None and program.cites(f"{new.module}.{name}")):
            return None
        if gives.raises != was.raises and INSIDE not in name:  # nobody calls a nested function by its full name
            louder.append(f"{new.module}.{name}")
    come = {each.facts.full: each for gives in after.values() if (each := gives.analysis) is not None}
    if louder and not _told_to_callers(program, louder, come, {f"{new.module}.{name}" for name in before}):
        return None
    if sum(each is not None for each in project.modules.values()) != loaded:
        return None  # it looks into files that nobody has looked into
    program.adopt([f"{new.module}.{name}" for name in before if name not in after], come.values())
    for name, function in old.functions.items():
        if name.partition(INSIDE)[0] in kept:
            move(function, moved[name.partition(INSIDE)[0]])
    return moved, {each.facts.module for each in come.values()}


def _told_to_callers(program: Program, louder: list[str], come: dict[str, Analysis], gone: set[str]) -> bool:
    """These functions raise now and didn't before, or the other way round: analyse their callers again, into `come`.

    Whether that is all that comes of it. `gone` are the functions that have changed themselves.
    """
    callers = sorted({user for full in louder for user in program.users.get(full, ())})
    mine = {full: come.get(full) if full in gone else program.analyses.get(full) for full in callers}
    before = {full: _given(program, each.facts, True) for full, each in mine.items() if each is not None}
    if len(before) > CALLERS:
        return False
    program.adopt((), come.values())
    for full, was in before.items():
        assert was.analysis is not None
        gives = _given(program, was.analysis.facts, True)
        if (gives.rest, gives.raises) != (was.rest, was.raises) or gives.analysis is None:
            return False
        come[full] = gives.analysis
    return True


def _others(facts: FileFacts, kept: set[str]) -> dict[str, FunctionFacts]:
    """The functions of a file that are not among those that stay."""
    return {name: each for name, each in facts.functions.items() if name.partition(INSIDE)[0] not in kept}


def _keep(old: FileFacts, new: FileFacts, kept: set[str]) -> None:
    """The functions that stay come into the new facts as they are, with what is in them."""
    inside: dict[str, list[str]] = {}
    for name in old.functions:
        if INSIDE in name:
            inside.setdefault(name.partition(INSIDE)[0], []).append(name)
    functions = dict(new.functions)
    new.functions.clear()
    for name, each in functions.items():
        new.functions[name] = old.functions[name] if name in kept else each
        new.functions.update((other, old.functions[other]) for other in (inside.get(name, ()) if name in kept else ()))
    for name, clazz in old.classes.items():
        if INSIDE in name and name.partition(INSIDE)[0] in kept:
            new.classes[name] = clazz


@dataclass(frozen=True, slots=True)
class Given:
    """What others get to know of a function: whether it raises, and the rest (None if there is none)."""

    raises: bool = False
    rest: Hashable = None
    analysis: Analysis | None = None


NOTHING = Given()


def _given(program: Program, facts: FunctionFacts, concerned: bool) -> Given:
    if facts.graph is None or not concerned:
        return Given(facts.raises)
    program.asked = set()
    analysis = program.look(facts)
    asked, program.asked = program.asked, None
    summary = replace(analysis.summary, raises=False)
    raises = analysis.summary.raises or facts.raises
    stores = frozenset(stored(analysis))
    owner = analysis.context.owner
    made = wrapper_type(owner, analysis, program) if facts.name == "__init__" and owner else None
    enters = facts.name in ("__enter__", "__aenter__") and bool(analysis.acquisitions)
    plain = summary == Summary(known=True, awaited=summary.awaited) and facts.name != "__init__"
    if plain and not (stores or made or asked or enters):
        return Given(raises, None, analysis)
    return Given(raises, (summary, stores, made, frozenset(asked), enters), analysis)


__all__ = ["take_over"]
