"""What is known of a project, and what is told of each of its files. Each file's part is found by itself, on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial

from letgo.catalogue import Catalogue
from letgo.config import Settings
from letgo.leak_findings import leak_findings
from letgo.lock_findings import hold_findings, lock_findings
from letgo.model import Failure, Finding, Fix, Refusal, SourceFile
from letgo.program import Analysis, Program
from letgo.program.atlas import Atlas
from letgo.program.packages import Packages
from letgo.program.scopes import LockScopes, Survey
from letgo.progress import counted
from letgo.reading import FEW, LANGUAGES, Reading
from letgo.rules.connection_held_across_wait import Across
from letgo.rules.leak import Leak
from letgo.rules.stalling import Stalling
from letgo.workers import beside, spread

FIRST = LANGUAGES[0]  # words are told apart alike in all of them
SEVERAL = 2  # processes beyond which files are read ahead by some of them


@dataclass(frozen=True, slots=True)
class Settled:
    """A fault of which another process has found out all there is: a fix or a refusal."""

    fix: Fix | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Told:
    """A fault, and the finding that tells of it."""

    fault: Leak | Stalling | Across | Settled
    finding: Finding


News = tuple[dict[str, str], dict[str, str], dict[str, Failure]]  # what a process has found out about files
Locks = tuple[dict[str, list[Told]], News]  # what is told of lock scopes, by module, and what was found out on the way
Mend = Callable[["Known", SourceFile, Stalling], tuple[Fix | None, Refusal | None]]


@dataclass
class Known:
    """A project once its summaries are settled."""

    settings: Settings
    sources: dict[str, SourceFile]  # by module
    reading: Reading
    program: Program
    scopes: LockScopes | None = None
    lagging: bool = False  # summaries of functions may be other ones than a first look would find
    _locks: dict[str, list[Told]] | None = None  # by module, where another process has looked for them
    _analyses: dict[str, list[Analysis]] = field(default_factory=dict)  # by module, in source order
    _told: dict[str, list[Told]] = field(default_factory=dict)  # by module

    def join(self, found: Locks) -> None:
        """Take over what another process has found out about lock scopes."""
        self._locks, news = found
        self.reading.join(*news)

    @property
    def settled(self) -> bool:
        """Whether all that is known is what a first look would find."""
        return not self.lagging and (self.scopes is None or not self.scopes.due)

    def sort(self) -> None:
        """The summaries are settled."""
        self._analyses.clear()
        self._told.clear()
        for analysis in self.program.analyses.values():
            self._analyses.setdefault(analysis.facts.module, []).append(analysis)
        for analyses in self._analyses.values():
            analyses.sort(key=_place)

    def changed(
        self,
        module: str,
        before: str,
        moved: Mapping[str, int] = {},
        others: Set[str] = frozenset(),
        *,
        refaced: bool = False,
    ) -> None:
        """A module has another text than `before`; the program knows. `moved` as `Atlas.changed` has it.

        Functions of `others` were analysed again; `refaced`: others see the module itself as another one.
        """
        analyses = self.program.analyses
        for each in {module, *others}:
            facts = self.program.project.modules.get(each)
            mine = [analyses[one.full] for one in (facts.functions.values() if facts else ()) if one.full in analyses]
            self._analyses[each] = sorted(mine, key=_place)
        self._told.clear()
        if self.scopes is not None:
            felt = self.scopes.atlas.changed(module, before, moved)
            self.scopes.changed(module, felt | {("face", module)} if refaced else felt)

    def forget_told(self) -> None:
        """What is told of files may be another thing now."""
        self._told.clear()

    def findings(self) -> dict[str, list[Finding]]:
        """All that is found in the project, by the names of the files; it is surveyed."""
        analysed = {module for module, found in self._analyses.items() if any(each.acquisitions for each in found)}
        modules = [each for each in self.sources if each in analysed or self._stalls_in(each)]
        found = {module: [each.finding for each in self.told(module)] for module in counted("Looking", modules)}
        return {self.sources[module].name: told for module, told in found.items() if told}

    def survey(self) -> None:
        """Find all lock scopes."""
        scopes = self.scopes
        if scopes is not None and self._locks is None:
            modules = scopes.modules()
            scopes.surveyed({module: self._survey(scopes, module) for module in counted("Looking for locks", modules)})

    def _survey(self, scopes: LockScopes, module: str) -> Survey:
        try:
            return scopes.survey(module)
        except Exception as error:  # noqa: BLE001  # the other files are still done
            self.failed(module, error)
            return ()

    def failed(self, module: str, error: Exception) -> None:
        """An internal error while a module was looked at."""
        self.reading.failed(self.sources[module].name, error)

    def _stalls_in(self, module: str) -> bool:
        if self._locks is not None:
            return module in self._locks
        return self.scopes is not None and self.scopes.stalled(module)

    def told(self, module: str) -> list[Told]:
        """What is found in one file: leaks, lock scopes, checkouts, each in source order."""
        if module not in self._told:
            try:
                self._told[module] = list(self._tell(module))
            except Exception as error:  # noqa: BLE001  # the other files are still done
                self.failed(module, error)
                self._told[module] = []
        return self._told[module]

    def _tell(self, module: str) -> Iterator[Told]:
        source = self.sources[module]
        analyses = [each for each in self._analyses.get(module, ()) if each.acquisitions]
        for analysis in analyses:
            yield from (Told(leak, finding) for leak, finding in leak_findings(analysis, self.program, source))
        scopes = self.scopes
        if scopes is None:
            return
        if self._locks is not None:
            yield from self._locks.get(module, ())
        else:
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
    mend: Mend | None,
) -> Known:
    """Read what matters of the sources (by module) and settle the summaries.

    Where there is a `mend` for them, lock scopes are looked for: nothing of that depends on the summaries, so that it
    can be done by another process meanwhile.
    """
    roots = catalogue.roots().keys()
    for module, source in sources.items():
        sources[module] = seen(source, roots)
    ahead = reading.ahead if reading.jobs > SEVERAL else None
    packages = Packages(sources, FIRST.imported_words)
    program = Program(catalogue, sources, reading.facts, reading.more, settings.parse_all, ahead, packages)
    known = Known(settings, sources, reading, program)
    program.failed = known.failed
    if mend is not None:
        atlas = Atlas(program.project.whole(), sources, FIRST.defined, reading.lower)
        known.scopes = LockScopes(atlas, rows, FIRST.remarks)
    several = mend is not None and reading.jobs > 1 and len(sources) >= FEW
    locks = beside(partial(_locks, known, mend)) if several and mend is not None else None
    program.solve()
    program.settle()
    known.sort()
    if locks is not None:
        known.join(locks())
    return known


def _locks(known: Known, mend: Mend) -> Locks:
    """All that there is about lock scopes, and what was found out about files on the way. In a process of its own."""
    known.reading.cache = None  # a database can't be shared with who has opened it
    known.survey()
    scopes = known.scopes
    assert scopes is not None
    modules = [each for each in known.sources if scopes.stalled(each)]
    found: dict[str, list[Told]] = {}
    # Whoever waits for this has nothing to do by now, mostly: so it is done by as many as may be.
    answers = spread(lambda number: _settled(known, scopes, modules[number], mend), len(modules), known.reading.jobs)
    for module, (told, news) in zip(modules, answers, strict=True):
        found[module] = told
        if news is not None:
            known.reading.join(*news)
    return found, known.reading.found()


def _settled(known: Known, scopes: LockScopes, module: str, mend: Mend) -> tuple[list[Told], News | None]:
    """All that there is about the lock scopes of a module, and what was found out about files if that was anything."""
    source, before = known.sources[module], known.reading.extent()
    told: list[Told] = []
    try:
        found = lock_findings(scopes, module)
        told = [Told(Settled(*mend(known, source, stalling)), finding) for stalling, finding in found]
    except Exception as error:  # noqa: BLE001  # the other files are still done
        known.failed(module, error)
    return told, known.reading.found() if known.reading.extent() != before else None


def seen(source: SourceFile, roots: Set[str]) -> SourceFile:
    """The source with the words in it, and those on lines that import something if one of them is a library's root."""
    names = FIRST.identifiers(source.text)
    imports = frozenset() if names.isdisjoint(roots) else FIRST.imported_words(source.text)
    return replace(source, names=names, imports=imports)
