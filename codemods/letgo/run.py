"""One look at a project: read, know, ask the rules, mend, prove. Known is always the whole project root."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from letgo import files
from letgo.afresh import Stop, Stopped, never, settle
from letgo.again import Taken, take_over
from letgo.cache import Cache, key_of
from letgo.catalogue import Catalogue, Group, load
from letgo.catalogue.lookup import build, builtin
from letgo.config import Settings
from letgo.cures import Cure, Wish, stall_cured, tried
from letgo.flow.language import ReadError
from letgo.known import Known, know
from letgo.model import Failure, FileResult, Finding, Refusal, Report, SourceFile
from letgo.progress import counted
from letgo.reading import Reading
from letgo.rules import LEAK_RULES, LOCK_RULES
from letgo.wanted import Choice, Picked, promised
from letgo.workers import processes, spread

Curing = Callable[[Mapping[str, Wish], Mapping[str, Sequence[Finding]]], dict[str, list[Cure]]]
_LONE = re.compile(r"\r(?!\n)")


@dataclass
class Run:
    """One look at a project."""

    root: Path
    settings: Settings
    overlay: dict[Path, bytes]
    choice: Choice
    cache: Cache | None = None
    skipped: dict[str, FileResult] = field(default_factory=dict)
    sources: dict[str, SourceFile] = field(default_factory=dict)  # by module
    aside: dict[str, str] = field(default_factory=dict)  # by name, why its last text can't be read
    told: Mapping[str, Sequence[Finding]] | None = None  # by name, as long as no text was taken over
    state: bytes = b""  # the key of all that the findings of this project depend on

    def report(self, paths: Sequence[Path], *, mended: bool = True) -> Report:
        """What is wanted of what there is in those files, in path order; all that is fixed or refused if `mended`."""
        with _uncollected():
            return self._report(paths, mended=mended)

    def _report(self, paths: Sequence[Path], *, mended: bool) -> Report:
        known = dict.fromkeys(files.discover(self.root, [self.root], self.settings)) if self.root.is_dir() else {}
        known |= dict.fromkeys([*paths, *self.overlay])
        self._read(list(known))
        self.told = self._told()
        names = [files.name_of(path, self.root) for path in paths]
        return self._reported(names, self.told, self._cures if mended else _bare)

    def _reported(self, names: Sequence[str], told: Mapping[str, Sequence[Finding]], cures: Curing) -> Report:
        by_name = {source.name: source for source in self.sources.values()}
        results = []
        picked: dict[str, Picked] = {}
        for name in names:
            reason = self.reading.broken.get(name, "")
            if name not in by_name or reason:
                left = self._left_alone(self.skipped.get(name) or files.skip(name, reason))
                results.append(replace(left, failure=self.reading.failures.get(name)))
            else:
                picked[name] = self.choice.pick(name, by_name[name].text, told.get(name, ()))
        made = cures({name: self._kept(each) for name, each in picked.items()}, told)
        results += [self._result(by_name[name], each, made[name]) for name, each in picked.items()]
        return Report(tuple(sorted(results, key=lambda result: result.path)), self.root, len(names))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The rows that leaks are told by: those of the rules that are wanted."""
        return self.rows.only(self.groups)

    @cached_property
    def rows(self) -> Catalogue:
        """All rows, and the project's own."""
        return build([*builtin(), *self.settings.libraries]) if self.settings.libraries else load()

    @cached_property
    def groups(self) -> set[Group]:
        """The kinds of leaks that are looked for."""
        return {rule.group for rule in LEAK_RULES if self.settings.enabled(rule.code)}

    @cached_property
    def locks(self) -> bool:
        """Whether lock scopes are looked for."""
        return not self.settings.cost and any(self.settings.enabled(rule.code) for rule in LOCK_RULES)

    @cached_property
    def reading(self) -> Reading:
        """Who reads the files."""
        jobs = processes(self.settings.jobs, len(self.sources))
        return Reading(self.settings, frozenset(self.sources), self.cache, jobs)

    def _read(self, paths: list[Path]) -> None:
        for path in counted("Reading", paths):
            made = self._source(path)
            if isinstance(made, files.Skipped):
                self.skipped[made.name] = files.skip(made.name, made.reason)
            else:
                module = made.name if made.module in self.sources else made.module
                self.sources[module] = made if module == made.module else replace(made, module=module)

    def _source(self, path: Path) -> SourceFile | files.Skipped:
        raw = self.overlay.get(path)
        made = files.read(path, self.root) if raw is None else files.decode(raw, path, self.root)
        if isinstance(made, files.Skipped):
            return made
        if "\r" in made.text and _LONE.search(made.text):
            return files.Skipped(made.name, "it ends lines by a carriage return alone")
        return made if made.module else replace(made, module=made.name)

    # -- what there is -------------------------------------------------------------------------------------------------

    def _told(self) -> dict[str, list[Finding]]:
        """All that is found in the project, wanted or not, by file; files that can't be read count as broken."""
        reading = self.reading
        if self.cache is not None:
            digests = [(module, source.name, source.digest) for module, source in self.sources.items()]
            read = [(language.name, language.version, language.edition) for language in reading.known]
            rows, whole = self.settings.libraries, self.settings.parse_all
            self.state = key_of("told", digests, read, rows, sorted(self.groups), self.locks, whole)
            known = self.cache.get(self.state)
            if known is not None:
                told, broken, readers = known
                reading.broken |= broken
                reading.readers |= readers
                return dict(told)
        found = self.known.findings()
        if self.cache is not None and not reading.failures:
            self.cache.put(self.state, (found, reading.broken, reading.readers))
        return found

    @cached_property
    def known(self) -> Known:
        """The project, once it is read and its summaries are settled."""
        mend = stall_cured if self.locks else None
        found = know(self.settings, self.sources, self.reading, self.rows, self.catalogue, mend)
        found.survey()
        return found

    # -- what is wanted of it ------------------------------------------------------------------------------------------

    def _left_alone(self, result: FileResult) -> FileResult:
        picked = self.choice.pick(result.path, "", result.findings)
        findings = tuple(each for each in picked.findings if each is not None)
        return replace(result, findings=findings, known=picked.known)

    def _kept(self, picked: Picked) -> Wish:
        """The findings of a file that are kept, by their number, and whether they may be mended."""
        return {
            number: self.settings.mendable(finding.code)
            for number, finding in enumerate(picked.findings)
            if finding is not None
        }

    def _result(self, source: SourceFile, picked: Picked, cures: Sequence[Cure]) -> FileResult:
        """What is wanted of what is told of one file."""
        kept = [finding for finding in picked.findings if finding is not None]
        found = [
            self._allowed(replace(finding, fix=fix, refusal=refusal), source)
            for finding, (fix, refusal) in zip(kept, cures, strict=True)
        ]
        found += [self._allowed(_alone(finding), source) for finding in picked.comments]
        found = sorted(promised(found, self.settings), key=lambda finding: (finding.span, finding.code))
        return FileResult(
            source.name, source.text, tuple(found), source.text, (), "", source.encoding, source.bom,
            suppressed=picked.suppressed, known=picked.known, language=self.reading.readers.get(source.name, ""),
            failure=self.reading.failures.get(source.name),
        )  # fmt: skip

    def _cures(self, wishes: Mapping[str, Wish], told: Mapping[str, Sequence[Finding]]) -> dict[str, list[Cure]]:
        """By file, a fix or a refusal for each finding that is kept. Each function is mended by itself."""
        made: dict[str, list[Cure]] = {name: [] for name in wishes}
        keys: dict[str, bytes] = {}
        todo: list[tuple[str, list[int]]] = []
        for name, wish in wishes.items():
            if wish and self.cache is not None:
                alike = (self.reading.floors(name), self.settings.suggestions)
                keys[name] = key_of("cures", self.state, name, sorted(wish.items()), alike)
                known = self.cache.get(keys[name])
                if known is not None:
                    made[name] = known
                    continue
            todo += [(name, numbers) for numbers in _by_function(told.get(name, ()), wish)]
        if not todo:
            return made
        cures: dict[tuple[str, int], Cure] = {}
        known, modules = self.known, {source.name: module for module, source in self.sources.items()}
        work = [(modules[name], numbers, wishes[name]) for name, numbers in todo]
        answers = spread(lambda index: tried(known, *work[index]), len(todo), self.reading.jobs)
        for (name, numbers), (found, failure) in zip(todo, answers, strict=True):
            self._failed(name, failure)
            cures |= {(name, number): cure for number, cure in zip(numbers, found, strict=True)}
        for name in dict.fromkeys(name for name, _ in todo):
            made[name] = [cures[name, number] for number in wishes[name]]
            if self.cache is not None and name not in self.reading.failures:
                self.cache.put(keys[name], made[name])
        return made

    def _failed(self, name: str, failure: Failure | None) -> None:
        """Keep what went wrong while a fault was mended: its file is told of, but nothing else of it is lost."""
        if failure is not None:
            self.reading.failures.setdefault(name, failure)

    # -- of texts that have changed ------------------------------------------------------------------------------------

    def again(self, changed: Iterable[Path], overlay: dict[Path, bytes]) -> bool:
        """Take over the texts of files that have changed, and nothing else. If it says no, a new run is due.

        What is known may lag behind then, until it is settled.
        """
        self.overlay = overlay
        self.choice = replace(self.choice, given=overlay)
        modules = {source.name: module for module, source in self.sources.items()}
        for path in sorted(changed):
            made = self._source(path)
            module = modules.get(made.name)
            if isinstance(made, files.Skipped) or module is None:
                return False
            self.aside.pop(made.name, None)
            if made.digest == self.sources[module].digest:
                continue
            try:
                with _uncollected():
                    if take_over(self.known, replace(made, module=module)) is Taken.NOT:
                        return False
                self.told = None
            except ReadError as error:
                self.aside[made.name] = f"it does not parse: {error}"
        return True

    @property
    def settled(self) -> bool:
        """Whether what is told is what a new run would tell."""
        return "known" not in self.__dict__ or self.known.settled

    def settle(self, stop: Stop = never) -> None:
        """See to it. Raises `Stopped` if told to leave off meanwhile."""
        if not self.settled:
            with _uncollected():
                settle(self.known, stop)

    def ready(self) -> bool:
        """Get to know what there is to be known. Whether it wasn't known yet."""
        if "known" in self.__dict__:
            return False
        with _uncollected():
            return self.known is not None

    def text(self, name: str) -> str | None:
        """The text of a file as it was looked at."""
        return next((source.text for source in self.sources.values() if source.name == name), None)

    def told_again(self, paths: Sequence[Path], *, mended: bool, stop: Stop = never) -> Report:
        """What is wanted of what there is in those files now; without fixes and refusals if they need not be `mended`.

        Raises `Stopped` if told to leave off while they are made. A file whose text can't be read is told to be so; all
        else counts as if it had its last text that could.
        """
        with _uncollected():
            names = [files.name_of(path, self.root) for path in paths]
            told, cures = self.told, self._cures
            if told is None:
                modules = {source.name: module for module, source in self.sources.items()}
                mine = {name: modules[name] for name in names if name in modules}
                told = {name: [each.finding for each in self.known.told(module)] for name, module in mine.items()}
                cures = partial(self._cured, stop)
            readable = [name for name in names if name not in self.aside]
            report = self._reported(readable, told, cures if mended else _bare)
        aside = [self._left_alone(files.skip(name, self.aside[name])) for name in names if name in self.aside]
        results = sorted((*report.files, *aside), key=lambda result: result.path)
        return replace(report, files=tuple(results), checked=len(names))

    def _cured(
        self, stop: Stop, wishes: Mapping[str, Wish], told: Mapping[str, Sequence[Finding]]
    ) -> dict[str, list[Cure]]:
        modules = {source.name: module for module, source in self.sources.items()}
        made: dict[str, list[Cure]] = {}
        for name, wish in wishes.items():
            found: dict[int, Cure] = {}
            for numbers in _by_function(told.get(name, ()), wish):
                if stop():
                    raise Stopped
                cures, failure = tried(self.known, modules[name], numbers, wish)
                self._failed(name, failure)
                found |= dict(zip(numbers, cures, strict=True))
            made[name] = [found[number] for number in wish]
        return made

    # -- fixes ---------------------------------------------------------------------------------------------------------

    def _allowed(self, finding: Finding, source: SourceFile) -> Finding:
        """The finding without its fix where the settings or the file forbid that."""
        if not self.settings.mendable(finding.code):
            return replace(
                finding, fix=None, refusal=Refusal(f"the settings say that {finding.code} is not to be fixed")
            )
        reason = files.generated(source.text) if finding.fix is not None else ""
        return replace(finding, fix=None, refusal=Refusal(f"the file is generated ({reason})")) if reason else finding


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector: the graphs of a run are many small objects that live to its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _by_function(told: Sequence[Finding], wish: Wish) -> list[list[int]]:
    """The numbers of the wanted findings of a file, those of one function together."""
    found: dict[str, list[int]] = {}
    for number in wish:
        found.setdefault(told[number].scope, []).append(number)
    return list(found.values())


def _bare(wishes: Mapping[str, Wish], _: Mapping[str, Sequence[Finding]]) -> dict[str, list[Cure]]:
    return {name: [(None, None)] * len(wish) for name, wish in wishes.items()}


def _alone(finding: Finding) -> Finding:
    """The finding, its fix fit for a suggestion as it is: it needs nothing else of the file."""
    return replace(finding, fix=replace(finding.fix, alone=(finding.fix,))) if finding.fix else finding
