"""One look at a project: read, know, ask the rules, mend, prove. Known is always the whole project root."""

from __future__ import annotations

import gc
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from letgo import files
from letgo.alone import forms
from letgo.cache import Cache, key_of, pack, unpack
from letgo.catalogue import Catalogue, Group, load
from letgo.catalogue.lookup import build, builtin
from letgo.config import Settings
from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.language import Language, ReadError
from letgo.leak_findings import leak_findings, sketch
from letgo.lock_findings import hold_findings, lock_findings
from letgo.mend import Mended, edits, mend_function
from letgo.mend_locks import mend_stall
from letgo.model import FileResult, Finding, Fix, Refusal, Report, SourceFile
from letgo.program import Program
from letgo.program.atlas import Atlas
from letgo.program.scopes import LockScopes
from letgo.progress import counted
from letgo.python import language as python
from letgo.python2.language import SEVERAL, Python2
from letgo.rules import LEAK_RULES, LOCK_RULES
from letgo.rules.connection_held_across_wait import Across
from letgo.rules.leak import Leak
from letgo.rules.stalling import Stalling
from letgo.wanted import Choice, Picked, promised
from letgo.workers import processes, spread

_LONE = re.compile(r"\r(?!\n)")
LANGUAGES: tuple[Language, ...] = (python, Python2())  # the first that can read a file is its own
FEW = 32  # files that are not worth another process


@dataclass(frozen=True, slots=True)
class _Told:
    """A fault, and the finding that tells of it."""

    fault: Leak | Stalling | Across
    finding: Finding


ToldByFile = dict[str, list[_Told]]
Cure = tuple[Fix | None, Refusal | None]  # what there is for one finding
Wish = Mapping[int, bool]  # the findings of a file that are wanted, by number, and whether they may be mended


@dataclass
class Run:
    """One look at a project."""

    root: Path
    settings: Settings
    overlay: dict[Path, bytes]
    choice: Choice
    cache: Cache | None = None
    skipped: dict[str, FileResult] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)  # by name, of files that are read
    readers: dict[str, str] = field(default_factory=dict)  # the names of those that are not the first one
    scopes: LockScopes | None = None
    sources: dict[str, SourceFile] = field(default_factory=dict)  # by module
    by_name: dict[str, SourceFile] = field(default_factory=dict)
    state: bytes = b""  # the key of all that the findings of this project depend on
    jobs: int = 1
    ahead: dict[tuple[str, frozenset[str]], bytes] = field(default_factory=dict)  # files that others have read, packed

    def report(self, paths: Sequence[Path]) -> Report:
        """What is wanted of what there is in those files, in path order."""
        frozen = gc.isenabled()
        gc.disable()  # the graphs of a run are many small objects that live to its end
        try:
            return self._report(paths)
        finally:
            if frozen:
                gc.enable()

    def _report(self, paths: Sequence[Path]) -> Report:
        known = dict.fromkeys(files.discover(self.root, [self.root], self.settings)) if self.root.is_dir() else {}
        known |= dict.fromkeys([*paths, *self.overlay])
        self._read(list(known))
        self.jobs = processes(self.settings.jobs, len(self.sources))
        told = self._told()
        self.by_name = by_name = {source.name: source for source in self.sources.values()}
        results = []
        picked: dict[str, Picked] = {}
        for name in (files.name_of(path, self.root) for path in paths):
            if name not in by_name or name in self.broken:
                results.append(self._left_alone(self.skipped.get(name) or files.skip(name, self.broken[name])))
            else:
                picked[name] = self.choice.pick(name, by_name[name].text, told.get(name, []))
        cures = self._cures({name: self._kept(each) for name, each in picked.items()})
        results += [self._result(by_name[name], each, cures[name]) for name, each in picked.items()]
        return Report(tuple(sorted(results, key=lambda result: result.path)), self.root, len(paths))

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
    def known(self) -> tuple[Language, ...]:
        """The languages. What Python 3 reads and writes, 2.7 runs too, as long as the remedies know of it."""
        old = Python2(self.target or SEVERAL, frozenset(self.sources))
        return (old, python) if self.target and self.target < SEVERAL else (python, old)

    @cached_property
    def target(self) -> tuple[int, ...]:
        """The Python 2 that the project must run on, () if it need not."""
        target = tuple(int(part) for part in self.settings.target_version.split("."))
        return target if target < (3,) else ()

    def _floors(self, name: str) -> Mapping[str, str]:
        """The lowest version of each dependency and of Python. A file beside Python 2 files must run there, too."""
        old = {other.rpartition("/")[0] for other in self.readers}
        if self.target or name.rpartition("/")[0] not in old:
            return self.settings.floors
        return {**self.settings.floors, "python": ".".join(map(str, SEVERAL))}

    def _read(self, paths: list[Path]) -> None:
        for path in counted("Reading", paths):
            raw = self.overlay.get(path)
            made = files.read(path, self.root) if raw is None else files.decode(raw, path, self.root)
            if isinstance(made, files.Skipped):
                self.skipped[made.name] = files.skip(made.name, made.reason)
            elif "\r" in made.text and _LONE.search(made.text):
                self.skipped[made.name] = files.skip(made.name, "it ends lines by a carriage return alone")
            else:
                module = made.module or made.name
                module = made.name if module in self.sources else module
                self.sources[module] = made if module == made.module else replace(made, module=module)

    # -- what there is -------------------------------------------------------------------------------------------------

    def _told(self) -> dict[str, list[Finding]]:
        """All that is found in the project, wanted or not, by file; files that can't be read join `broken`."""
        if self.cache is not None:
            digests = [(module, source.name, source.digest) for module, source in self.sources.items()]
            read = [(language.name, language.version, language.edition) for language in self.known]
            rows, whole = self.settings.libraries, self.settings.parse_all
            self.state = key_of("told", digests, read, rows, sorted(self.groups), self.locks, whole)
            known = self.cache.get(self.state)
            if known is not None:
                told, broken, readers = known
                self.broken |= broken
                self.readers |= readers
                return dict(told)
        found = {name: [each.finding for each in told] for name, told in self.solved[1].items()}
        if self.cache is not None:
            self.cache.put(self.state, (found, self.broken, self.readers))
        return found

    @cached_property
    def solved(self) -> tuple[Program, ToldByFile]:
        """The project, and all that is found in it."""
        language = LANGUAGES[0]  # words are told apart alike in all of them
        roots = self.catalogue.roots().keys()
        for module, source in self.sources.items():
            names = language.identifiers(source.text)
            imports = frozenset() if names.isdisjoint(roots) else language.imported_words(source.text)
            self.sources[module] = replace(source, names=names, imports=imports)
        ahead = self._ahead if self.jobs > 1 else None
        program = Program(self.catalogue, self.sources, self._facts, self._more, self.settings.parse_all, ahead)
        program.solve()
        found: ToldByFile = {}
        for analysis in counted("Looking", program.analyses.values()):
            if analysis.acquisitions:
                source = self.sources[analysis.facts.module]
                told = leak_findings(analysis, program, source)
                found.setdefault(source.name, []).extend(_Told(leak, finding) for leak, finding in told)
        if self.locks:
            atlas = Atlas(program.project, self.sources, language.defined, self._lower)
            self.scopes = LockScopes(atlas, self.rows, language.remarks)
            for stalling, finding in lock_findings(self.scopes, {source.name for source in self.sources.values()}):
                found.setdefault(finding.path, []).append(_Told(stalling, finding))
            for analysis in program.analyses.values():
                for held, finding in hold_findings(analysis, self.scopes):
                    found.setdefault(finding.path, []).append(_Told(held, finding))
        program.settle()
        return program, found

    def _ahead(self, wanted: Sequence[tuple[SourceFile, frozenset[str]]]) -> None:
        """Let several processes read files that nobody has read yet; what they can't read is left to `_facts`."""
        todo = [each for each in wanted if self.cache is None or not self.cache.has(_facts_key(*each))]
        if len(todo) < FEW:
            return
        answers = spread(lambda index: self._packed(*todo[index]), len(todo), self.jobs, batch=8)
        for (source, words), raw in zip(todo, answers, strict=True):
            if raw:
                self.ahead[source.name, words] = raw

    def _packed(self, source: SourceFile, words: frozenset[str]) -> bytes:
        for language in self.known:
            try:
                return pack((language.name, language.read(source.text, source.name, source.module, words)))
            except ReadError:
                continue
        return b""

    def _facts(self, source: SourceFile, words: frozenset[str]) -> FileFacts | None:
        key = _facts_key(source, words) if self.cache is not None else b""
        raw = self.ahead.pop((source.name, words), b"")
        known = unpack(raw) if raw else self.cache.get(key) if self.cache is not None else None
        if known is not None:
            name, facts = known
            if raw and self.cache is not None and name == python.name:
                self.cache.put_packed(key, raw)
            self._read_by(source, next(each for each in self.known if each.name == name))
            return facts if isinstance(facts, FileFacts) else None
        reasons: list[ReadError] = []
        for language in self.known:
            try:
                facts = language.read(source.text, source.name, source.module, words)
            except ReadError as error:
                reasons.append(error)
            else:
                self._read_by(source, language)
                if self.cache is not None and language is python:  # of others the facts depend on what is beside
                    self.cache.put(key, (language.name, facts))
                return facts
        reason = next((reason for reason in reasons if reason.sure), reasons[0])
        self.broken[source.name] = f"it does not parse: {reason}"
        return None

    def _read_by(self, source: SourceFile, language: Language) -> None:
        self.languages[source.name] = language
        if language is not python:
            self.readers[source.name] = language.name

    def _more(self, source: SourceFile, facts: FileFacts, words: frozenset[str]) -> list[FunctionFacts]:
        try:
            return self.languages[source.name].read_more(source.text, facts, words)
        except ReadError:
            return []  # the file as a whole parses; a function that doesn't by itself stays an outline

    def _lower(
        self, source: SourceFile, lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]
    ) -> dict[str, FunctionFacts]:
        return self.languages[source.name].read_one(lines, outline, names)

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
            suppressed=picked.suppressed, known=picked.known, language=self.readers.get(source.name, ""),
        )  # fmt: skip

    def _cures(self, wishes: Mapping[str, Wish]) -> dict[str, list[Cure]]:
        """By file, a fix or a refusal for each finding that is kept. Each function is mended by itself."""
        made: dict[str, list[Cure]] = {name: [] for name in wishes}
        keys: dict[str, bytes] = {}
        todo: list[tuple[str, list[int]]] = []
        for name, wish in wishes.items():
            if wish and self.cache is not None:
                alike = (self.settings.floors, self.settings.suggestions)
                keys[name] = key_of("cures", self.state, name, sorted(wish.items()), alike)
                known = self.cache.get(keys[name])
                if known is not None:
                    made[name] = known
                    continue
            by_function: dict[str, list[int]] = {}
            for number in wish:
                by_function.setdefault(self.solved[1][name][number].finding.scope, []).append(number)
            todo += [(name, numbers) for numbers in by_function.values()]
        cured: dict[tuple[str, int], Cure] = {}
        answers = spread(lambda index: self._mended(*todo[index], wishes[todo[index][0]]), len(todo), self.jobs)
        for (name, numbers), cures in zip(todo, answers, strict=True):
            cured |= {(name, number): cure for number, cure in zip(numbers, cures, strict=True)}
        for name in dict.fromkeys(name for name, _ in todo):
            made[name] = [cured[name, number] for number in wishes[name]]
            if self.cache is not None:
                self.cache.put(keys[name], made[name])
        return made

    def _mended(self, name: str, numbers: Sequence[int], wish: Wish) -> list[Cure]:
        """For those findings of one function a fix or a refusal each."""
        told = self.solved[1][name]
        source = self.by_name[name]
        leaks = {number: fault for number in numbers if isinstance(fault := told[number].fault, Leak)}
        cures = self._leaks_mended(source, leaks, wish)
        for number in numbers:
            fault = told[number].fault
            if isinstance(fault, Stalling):
                assert self.scopes is not None
                answer = mend_stall(fault, self.scopes, source, self.languages[name])
                fix = self._fix(answer, source)
                cures[number] = fix and replace(fix, alone=(fix,)), answer.refusal
            elif isinstance(fault, Across):
                cures[number] = None, Refusal("what may wait before the checkout or after the return is for a person")
        return [cures[number] for number in numbers]

    def _leaks_mended(self, source: SourceFile, leaks: Mapping[int, Leak], wish: Wish) -> dict[int, Cure]:
        """The same for leaks, which are mended together."""
        if not leaks:
            return {}
        program = self.solved[0]
        analysis = next(iter(leaks.values())).analysis
        mendable = [
            leak.acquisition
            for number, leak in leaks.items()
            if wish[number] and not leak.half_read and not leak.exit_row_
        ]
        language, floors = self.languages[source.name], self._floors(source.name)
        answers = mend_function(program, analysis, mendable, source, language, floors)
        alone = forms(program, analysis, answers, source, floors) if self.settings.suggestions else {}
        unknown = Refusal("what to do here is for a person to decide")
        cures: dict[int, Cure] = {}
        for number, leak in leaks.items():
            answer = answers.get(leak.acquisition.node, Mended(refusal=unknown))
            fix = self._fix(answer, source)
            if fix is not None:
                fix = replace(fix, alone=alone.get(fix.id, ()))
            if fix is None and leak.half_read:
                fix = sketch(leak, source)
            cures[number] = fix, answer.refusal if fix is None else None
        return cures

    def _allowed(self, finding: Finding, source: SourceFile) -> Finding:
        """The finding without its fix where the settings or the file forbid that."""
        if not self.settings.mendable(finding.code):
            return replace(
                finding, fix=None, refusal=Refusal(f"the settings say that {finding.code} is not to be fixed")
            )
        reason = files.generated(source.text) if finding.fix is not None else ""
        return replace(finding, fix=None, refusal=Refusal(f"the file is generated ({reason})")) if reason else finding

    def _fix(self, answer: Mended, source: SourceFile) -> Fix | None:
        if answer.mend is None:
            return None
        helpers = tuple(sorted(answer.mend.helpers))
        return replace(answer.mend.fix, edits=edits(source.text, answer.mend), helpers=helpers)


def _facts_key(source: SourceFile, words: frozenset[str]) -> bytes:
    """The key of the facts of one file that is read with those words in mind."""
    languages = [(language.name, language.version) for language in LANGUAGES]
    return key_of("facts", source.digest, source.name, source.module, sorted(words & source.names), languages)


def _alone(finding: Finding) -> Finding:
    """The finding, its fix fit for a suggestion as it is: it needs nothing else of the file."""
    return replace(finding, fix=replace(finding.fix, alone=(finding.fix,))) if finding.fix else finding
