"""A file of a known project has another text: what is known of all else stays.

Where the face of the file is the same, and each of its functions does the same to its callers as before (but for
raising), nobody else can tell the difference: what is known then is what would be found anew. Otherwise the functions
of the file are analysed against what is known of the others, and those lag behind until all is settled again
(`letgo.afresh`): what is told of the file itself is right as far as it goes by itself.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from letgo.flow.effects import Summary
from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.moved import INSIDE, face, move
from letgo.known import FIRST, Known, seen
from letgo.model import SourceFile
from letgo.program import Analysis, Program
from letgo.program.stores import stored
from letgo.program.wrappers import wrapper_type

CALLERS = 60  # callers that are analysed again at most, before all is


class Taken(Enum):
    """What came of taking over a text: nothing known is of use any more; others lag behind; all is up to date."""

    NOT = auto()
    AHEAD = auto()
    WHOLE = auto()


def take_over(known: Known, made: SourceFile) -> Taken:
    """Let another text of a file take the place of what is known of it.

    Raises `ReadError`, and nothing has changed, if the text can't be read.
    """
    module, program = made.module, known.program
    before = known.sources[module]
    if known.reading.languages.get(before.name, FIRST) is not FIRST or before.name in known.reading.broken:
        return Taken.NOT
    old = program.project.modules.get(module)
    roots = program.catalogue.roots().keys()
    source = seen(made, roots)
    concerned = program.concerns(module)
    known.sources[module] = source
    concerns = program.concerns(module)
    try:
        new, kept = _read(program, before, source, old, needed=concerns)
    except ValueError:
        known.sources[module] = before
        raise
    alike = not known.lagging and concerns == concerned and not (source.imports ^ before.imports) & roots
    alike = alike and _counts_alike(program, before.text, source.text)
    packages = program.packages
    if packages is not None and packages.several:
        alike = alike and packages.named([before]) == packages.named([source])
    if new is None:
        known.lagging = not alike
        known.changed(module, before.text)
        return Taken.WHOLE if alike else Taken.AHEAD
    known.reading.languages[source.name] = FIRST
    old = old or _no_file(source)
    refaced = face(new) != face(old)
    change = _Change(program, old, new, kept, concerns)
    others = change.unnoticed() if alike and not refaced else None
    known.lagging = others is None
    if others is None:
        change.ahead()
    known.changed(module, before.text, change.moved, others or set(), refaced=refaced)
    return Taken.AHEAD if others is None else Taken.WHOLE


def _no_file(source: SourceFile) -> FileFacts:
    return FileFacts(source.name, source.module, {}, {}, {})


def _counts_alike(program: Program, before: str, after: str) -> bool:
    """Whether what others have asked about is defined as often."""
    return all(before.count(key) == after.count(key) for key in program.counted)


def _read(
    program: Program, before: SourceFile, source: SourceFile, old: FileFacts | None, *, needed: bool
) -> tuple[FileFacts | None, set[str]]:
    """The facts of the new text, and the functions (outside of others) that are as they were."""
    if old is None and not needed:
        return None, set()
    then, now = program.wanted(source.module)
    if old is None or then & before.names != now & before.names:
        return FIRST.read(source.text, source.name, source.module, now), set()
    was, lines = before.text.split("\n"), source.text.split("\n")
    kept: set[str] = set()
    elsewhere: list[bool] = []  # by row, whether it has a name that stands for something else than before

    def same(name: str, first: int, last: int, names: Mapping[str, str]) -> bool:
        if not elsewhere:
            elsewhere.extend(_renamed(old.names, names, lines))
        known = old.functions.get(name) if INSIDE not in name else None
        alike = known is not None and lines[first - 1 : last] == was[known.first - 1 : known.last]
        if alike and not any(elsewhere[first - 1 : last]):
            kept.add(name)
        return name in kept

    new = FIRST.read(source.text, source.name, source.module, now, same)
    if new.stars != old.stars:  # what a name stands for may be another thing in every function
        return FIRST.read(source.text, source.name, source.module, now), set()
    return new, kept


def _renamed(before: Mapping[str, str], after: Mapping[str, str], lines: Sequence[str]) -> list[bool]:
    """For each line whether it has a name of which the module says something else than before."""
    names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    if not names:
        return [False] * len(lines)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return [pattern.search(line) is not None for line in lines]


@dataclass
class _Change:
    """The facts of a file, the new ones in the place of the old; `kept` are the functions that stay as they are."""

    program: Program
    old: FileFacts
    new: FileFacts
    kept: set[str]
    concerned: bool
    moved: dict[str, int] = field(init=False)  # the functions that stay, by how many rows they move

    def __post_init__(self) -> None:
        old, new = self.old.functions, self.new.functions
        self.moved = {name: new[name].first - old[name].first for name in self.kept}

    def unnoticed(self) -> set[str] | None:
        """Put the new facts into their place. Gives the modules of which functions were analysed.

        None if others can tell the difference: then nothing is analysed.
        """
        program, module = self.program, self.new.module
        loaded = _loaded(program)
        before = self._given(self.old)
        self._place()
        after = self._given(self.new)
        louder = []
        for name in {**before, **after}:
            was, gives = before.get(name, NOTHING), after.get(name, NOTHING)
            if gives.rest != was.rest or (gives.rest is not None and program.cites(f"{module}.{name}")):
                return None
            if gives.raises != was.raises and INSIDE not in name:  # nobody calls a nested function by its full name
                louder.append(f"{module}.{name}")
        come = {each.facts.full: each for gives in after.values() if (each := gives.analysis) is not None}
        if louder and not _told_to_callers(program, louder, come, {f"{module}.{name}" for name in before}):
            return None
        if _loaded(program) != loaded:
            return None  # it looks into files that nobody has looked into
        program.adopt([full for name in before if (full := f"{module}.{name}") not in come], come.values())
        return {each.facts.module for each in come.values()}

    def ahead(self) -> None:
        """Put the new facts into their place, and analyse what has changed against what is known of other files."""
        self._place()
        module, now = self.new.module, _others(self.new, self.kept)
        changed = [each for each in now.values() if each.graph is not None]
        lowered = {each.full for each in changed}
        gone = [each.full for each in _others(self.old, self.kept).values() if each.full not in lowered]
        self.program.adapt(module, gone, changed)

    def _given(self, facts: FileFacts) -> dict[str, Given]:
        others = _others(facts, self.kept)
        return {name: _given(self.program, each, self.concerned) for name, each in others.items()}

    def _place(self) -> None:
        project = self.program.project
        if project.modules.get(self.new.module) is self.new:
            return
        _keep(self.old, self.new, self.kept)
        self.program.take(self.new)
        for name, function in self.new.functions.items():
            if name.partition(INSIDE)[0] in self.kept:
                move(function, self.moved[name.partition(INSIDE)[0]])


def _loaded(program: Program) -> int:
    """How many files are known."""
    return sum(each is not None for each in program.project.modules.values())


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


__all__ = ["Taken", "take_over"]
