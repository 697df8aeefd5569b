"""What is known of a project, and what is told of each of its files. Each file's part is found by itself, on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from letgo.catalogue import Catalogue
from letgo.config import Settings
from letgo.leak_findings import leak_findings
from letgo.lock_findings import hold_findings, lock_findings
from letgo.model import Finding, SourceFile
from letgo.program import Analysis, Program
from letgo.program.atlas import Atlas
from letgo.program.scopes import LockScopes
from letgo.progress import counted
from letgo.reading import FEW, LANGUAGES, Reading
from letgo.rules.connection_held_across_wait import Across
from letgo.rules.leak import Leak
from letgo.rules.stalling import Stalling
from letgo.workers import spread

T = TypeVar("T")
FIRST = LANGUAGES[0]  # words are told apart alike in all of them
BATCH = 8  # files that a process takes at a time


@dataclass(frozen=True, slots=True)
class Told:
    """A fault, and the finding that tells of it."""

    fault: Leak | Stalling | Across
    finding: Finding


@dataclass
class Known:
    """A project once its summaries are settled."""

    settings: Settings
    sources: dict[str, SourceFile]  # by module
    reading: Reading
    program: Program
    scopes: LockScopes | None = None
    _analyses: dict[str, list[Analysis]] = field(default_factory=dict)  # by module, in source order
    _told: dict[str, list[Told]] = field(default_factory=dict)  # by module

    def __post_init__(self) -> None:
        for analysis in self.program.analyses.values():
            self._analyses.setdefault(analysis.facts.module, []).append(analysis)
        for analyses in self._analyses.values():
            analyses.sort(key=_place)

    def changed(self, module: str, before: str, moved: Mapping[str, int]) -> None:
        """A module has another text than `before`; the program knows. `moved` as `Atlas.changed` has it."""
        facts = self.program.project.modules.get(module)
        analyses = self.program.analyses
        mine = [analyses[each.full] for each in (facts.functions.values() if facts else ()) if each.full in analyses]
        self._analyses[module] = sorted(mine, key=_place)
        self._told.clear()
        if self.scopes is not None:
            self.scopes.changed(module, self.scopes.atlas.changed(module, before, moved))

    def findings(self, jobs: int) -> dict[str, list[Finding]]:
        """All that is found in the project, by the names of the files; it is surveyed."""
        analysed = {module for module, found in self._analyses.items() if any(each.acquisitions for each in found)}
        modules = [each for each in self.sources if each in analysed or self._stalls_in(each)]
        found = self._spread(modules, jobs, lambda module: [each.finding for each in self.told(module)])
        return {self.sources[module].name: told for module, told in found if told}

    def survey(self, jobs: int) -> None:
        """Find all lock scopes."""
        scopes = self.scopes
        if scopes is None:
            return
        surveys = dict(self._spread(scopes.modules(), jobs, scopes.survey))
        scopes.surveyed(surveys)

    def _stalls_in(self, module: str) -> bool:
        return self.scopes is not None and self.scopes.stalled(module)

    def _spread(self, modules: list[str], jobs: int, work: Callable[[str], T]) -> Iterator[tuple[str, T]]:
        """A piece of work for each module, by several processes; what these find out about files counts here, too."""
        if jobs < 2 or len(modules) < FEW:
            yield from ((module, work(module)) for module in counted("Looking", modules))
            return

        def piece(number: int) -> tuple[T, dict[str, str], dict[str, str]]:
            return work(modules[number]), *self.reading.found()

        for module, (answer, languages, broken) in zip(modules, spread(piece, len(modules), jobs, BATCH), strict=True):
            self.reading.join(languages, broken)
            yield module, answer

    def told(self, module: str) -> list[Told]:
        """What is found in one file: leaks, lock scopes, checkouts, each in source order."""
        if module not in self._told:
            self._told[module] = list(self._tell(module))
        return self._told[module]

    def _tell(self, module: str) -> Iterator[Told]:
        source = self.sources[module]
        analyses = [each for each in self._analyses.get(module, ()) if each.acquisitions]
        for analysis in analyses:
            yield from (Told(leak, finding) for leak, finding in leak_findings(analysis, self.program, source))
        scopes = self.scopes
        if scopes is None:
            return
        yield from (Told(stalling, finding) for stalling, finding in lock_findings(scopes, module))
        for analysis in analyses:
            held = scopes.apart(partial(_held, analysis, scopes))
            yield from (Told(across, finding) for across, finding in held)


def _place(analysis: Analysis) -> tuple[int, str]:
    return analysis.facts.first, analysis.facts.qualname


def _held(analysis: Analysis, scopes: LockScopes) -> list[tuple[Across, Finding]]:
    return list(hold_findings(analysis, scopes))


def know(
    settings: Settings,
    sources: dict[str, SourceFile],
    reading: Reading,
    rows: Catalogue,
    catalogue: Catalogue,
    locks: bool,
) -> Known:
    """Read what matters of the sources (by module) and settle the summaries; `locks`: lock scopes are looked for."""
    roots = catalogue.roots().keys()
    for module, source in sources.items():
        sources[module] = seen(source, roots)
    ahead = reading.ahead if reading.jobs > 1 else None
    program = Program(catalogue, sources, reading.facts, reading.more, settings.parse_all, ahead)
    program.solve()
    program.settle()
    scopes = None
    if locks:
        atlas = Atlas(program.project.whole(), sources, FIRST.defined, reading.lower)
        scopes = LockScopes(atlas, rows, FIRST.remarks)
    return Known(settings, sources, reading, program, scopes)


def seen(source: SourceFile, roots: Set[str]) -> SourceFile:
    """The source with the words in it, and those on lines that import something if one of them is a library's root."""
    names = FIRST.identifiers(source.text)
    imports = frozenset() if names.isdisjoint(roots) else FIRST.imported_words(source.text)
    return replace(source, names=names, imports=imports)
