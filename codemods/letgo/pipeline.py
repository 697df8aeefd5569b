"""The verbs in order: read, know, ask the rules, mend, prove. The only module that knows all rooms.

Known is always the whole project root; `paths` only choose what is reported. Nothing here writes to disk.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from letgo import files
from letgo.alone import forms
from letgo.catalogue import Catalogue, load
from letgo.catalogue.lookup import build, builtin
from letgo.compose import changes, chosen, compose, import_of, touch
from letgo.config import Settings
from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.language import Language, ReadError
from letgo.leak_findings import leak_findings, sketch
from letgo.lock_findings import lock_findings
from letgo.mend import Mended, edits, mend_function
from letgo.mend_locks import mend_stall
from letgo.model import (
    Edit,
    FileResult,
    Finding,
    Fix,
    Refusal,
    Report,
    Safety,
    SourceFile,
)
from letgo.program import Analysis, Program
from letgo.program.atlas import Atlas
from letgo.program.scopes import LockScopes
from letgo.progress import counted
from letgo.python import language as python
from letgo.rules import LEAK_RULES, LOCK_RULES, RULES
from letgo.rules.leak import Leak
from letgo.rules.stalling import Stalling
from letgo.wanted import COMMENTS, Choice, promised

_LONE = re.compile(r"\r(?!\n)")
LANGUAGES: tuple[Language, ...] = (python,)  # the first that can read a file is its own
CODES = (files.SKIPPED, *COMMENTS, *(rule.code for rule in RULES))
PASSES = 8  # how often a fixed project is looked at again before `fix` gives up on settling


def check(root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes] = {}) -> Report:
    """Findings in `paths`, each with a proven fix or a refusal. `overlay` texts win over what is on disk."""
    return _check(root, paths, Choice(root, settings, CODES, overlay), overlay)


def _check(root: Path, paths: Sequence[Path], choice: Choice, overlay: Mapping[Path, bytes]) -> Report:
    choice.ready()
    return _Run(root, choice.settings, dict(overlay), choice).report(paths)


def fix(root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes] = {}) -> Report:
    """The same, with the fixes applied in `FileResult.fixed`; its findings are those that remain, placed in `fixed`."""
    texts = dict(overlay)
    first: dict[str, FileResult] = {}
    done: dict[str, tuple[Fix, ...]] = {}
    settled: dict[str, tuple[Finding, ...]] = {}
    choice = Choice(root, settings, CODES, overlay)
    report = _check(root, paths, choice, texts)
    for result in report.files:
        first[result.path] = result
    for round_ in range(PASSES):
        changed = False
        for path, result in _by_path(root, paths, report).items():
            text, fixes = _fixed(result, settings)
            if fixes:
                changed = True
                done[result.path] = (*done.get(result.path, ()), *fixes)
                applied = {fix.id for fix in fixes}
                gone = [_gone(each, round_) for each in result.findings if each.fix and each.fix.id in applied]
                settled[result.path] = (*settled.get(result.path, ()), *gone)
                texts[path] = _bytes(result, text)
        if not changed:
            break
        report = _check(root, paths, choice, texts)
    finished = []
    for result in report.files:
        old = first.get(result.path, result)
        made, taken = done.get(result.path, ()), settled.get(result.path, ())
        finished.append(replace(result, text=old.text, fixed=result.text, applied=made, settled=taken))
    return Report(tuple(finished), root, report.checked)


def _gone(finding: Finding, round_: int) -> Finding:
    """A finding that its fix settles. Edits of a later round are of a text that nobody keeps."""
    assert finding.fix is not None
    return replace(finding, fix=replace(finding.fix, edits=())) if round_ else finding


def _bytes(result: FileResult, text: str) -> bytes:
    raw = text.encode(result.encoding)
    return b"\xef\xbb\xbf" + raw if result.bom else raw


def _by_path(root: Path, paths: Sequence[Path], report: Report) -> dict[Path, FileResult]:
    names = {files.name_of(path, root): path for path in paths}
    return {names[result.path]: result for result in report.files if result.path in names}


def wanted(result: FileResult, settings: Settings) -> list[Fix]:
    """The fixes of a checked file that the settings let apply, less those that can't stand beside another."""
    levels = {Safety.SAFE, Safety.UNSAFE} if settings.unsafe_fixes else {Safety.SAFE}
    fixes = [each.fix for each in result.findings if each.fix is not None and each.fix.safety in levels]
    return chosen(result.text, fixes, language_of(result.text)) if fixes else []


def composed(text: str, fixes: Sequence[Fix]) -> str:
    """The text with those of its fixes applied that `wanted` lets stand together. Raises `ValueError` if two touch."""
    return compose(text, fixes, language_of(text)) if fixes else text


def changes_of(text: str, fix: Fix) -> tuple[Edit, ...]:
    """The edits of a fix without that of the imports."""
    return changes(text, fix, language_of(text))


def importing(text: str, helpers: Iterable[str]) -> Edit | None:
    """The edit that imports the helpers into a text, or None if that takes none."""
    return import_of(text, helpers, language_of(text))


def touching(text: str, one: Fix, other: Fix) -> bool:
    """Whether two fixes of a text can't both be applied."""
    return touch(text, one, other, language_of(text))


def parses(text: str, like: str) -> bool:
    """Whether a text is of the language of another one."""
    return language_of(like).parses(text)


def language_of(text: str) -> Language:
    """The first language that can read a text; where none can, the first."""
    return next((language for language in LANGUAGES if language.parses(text)), LANGUAGES[0])


def _fixed(result: FileResult, settings: Settings) -> tuple[str, list[Fix]]:
    """The text after the wanted fixes, and these."""
    fixes = wanted(result, settings)
    if not fixes:
        return result.text, []
    made = composed(result.text, fixes)
    return (made, fixes) if language_of(result.text).parses(made) else (result.text, [])


@dataclass(frozen=True, slots=True)
class _Told:
    """A fault, and the finding that tells of it."""

    fault: Leak | Stalling
    finding: Finding


@dataclass
class _Run:
    """One look at a project."""

    root: Path
    settings: Settings
    overlay: dict[Path, bytes]
    choice: Choice
    skipped: dict[str, FileResult] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)  # by name, of files that are read
    scopes: LockScopes | None = None

    def report(self, paths: Sequence[Path]) -> Report:
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
        sources = self._read(list(known))
        by_module: dict[str, SourceFile] = {}
        for source in sources.values():
            module = source.module or source.name
            by_module[module if module not in by_module else source.name] = replace(
                source, module=module if module not in by_module else source.name
            )
        program = Program(self.catalogue, by_module, self._facts, self._more, self.settings.parse_all)
        program.solve()
        told = self._told(program, {files.name_of(path, self.root) for path in paths}, by_module)
        by_name = {source.name: source for source in by_module.values()}
        results = []
        for path in paths:
            name = files.name_of(path, self.root)
            if path not in sources or name in self.broken:
                results.append(self._left_alone(self.skipped.get(name) or files.skip(name, self.broken[name])))
            else:
                results.append(self._result(program, by_name[name], told.get(name, [])))
        return Report(tuple(sorted(results, key=lambda result: result.path)), self.root, len(paths))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The rows that leaks are told by: those of the rules that are wanted."""
        return self.rows.only({rule.group for rule in LEAK_RULES if self.settings.enabled(rule.code)})

    @cached_property
    def rows(self) -> Catalogue:
        """All rows, and the project's own."""
        return build([*builtin(), *self.settings.libraries]) if self.settings.libraries else load()

    def _read(self, paths: list[Path]) -> dict[Path, SourceFile]:
        language = LANGUAGES[0]  # words are told apart alike in all of them
        found: dict[Path, SourceFile] = {}
        roots = self.catalogue.roots().keys()
        for path in counted("Reading", paths):
            raw = self.overlay.get(path)
            made = files.read(path, self.root) if raw is None else files.decode(raw, path, self.root)
            if isinstance(made, files.Skipped):
                self.skipped[made.name] = files.skip(made.name, made.reason)
            elif "\r" in made.text and _LONE.search(made.text):
                self.skipped[made.name] = files.skip(made.name, "it ends lines by a carriage return alone")
            else:
                names = language.identifiers(made.text)
                imports = frozenset() if names.isdisjoint(roots) else language.imported_words(made.text)
                found[path] = replace(made, names=names, imports=imports)
        return found

    def _facts(self, source: SourceFile, words: frozenset[str]) -> FileFacts | None:
        for language in LANGUAGES:
            try:
                facts = language.read(source.text, source.name, source.module, words)
            except ReadError as error:
                self.broken.setdefault(source.name, f"it does not parse: {error}")
            else:
                self.languages[source.name] = language
                self.broken.pop(source.name, None)
                return facts
        return None

    def _more(self, source: SourceFile, facts: FileFacts, words: frozenset[str]) -> list[FunctionFacts]:
        try:
            return self.languages[source.name].read_more(source.text, facts, words)
        except ReadError:
            return []  # the file as a whole parses; a function that doesn't by itself stays an outline

    def _told(self, program: Program, names: set[str], sources: Mapping[str, SourceFile]) -> dict[str, list[_Told]]:
        """All that is found in those files, wanted or not, by file."""
        found: dict[str, list[_Told]] = {}
        for analysis in counted("Looking", program.analyses.values()):
            name = analysis.facts.path
            if name not in names or not analysis.acquisitions:
                continue
            source = sources[analysis.facts.module]
            told = leak_findings(analysis, program, source)
            found.setdefault(name, []).extend(_Told(leak, finding) for leak, finding in told)
        self._add_locks(found, program, names, sources)
        return found

    def _add_locks(
        self, found: dict[str, list[_Told]], program: Program, names: set[str], sources: Mapping[str, SourceFile]
    ) -> None:
        if self.settings.cost or not any(self.settings.enabled(rule.code) for rule in LOCK_RULES):
            return
        language = LANGUAGES[0]  # words are told apart alike in all of them
        self.scopes = LockScopes(
            Atlas(program.project, sources, language.defined, self._lower), self.rows, language.remarks
        )
        for stalling, finding in lock_findings(self.scopes, names):
            found.setdefault(finding.path, []).append(_Told(stalling, finding))

    def _lower(
        self, source: SourceFile, lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]
    ) -> dict[str, FunctionFacts]:
        return self.languages[source.name].read_one(lines, outline, names)

    def _left_alone(self, result: FileResult) -> FileResult:
        picked = self.choice.pick(result.path, "", result.findings)
        findings = tuple(each for each in picked.findings if each is not None)
        return replace(result, findings=findings, known=picked.known)

    def _result(self, program: Program, source: SourceFile, told: Sequence[_Told]) -> FileResult:
        """What is wanted of what is told of one file, mended function by function."""
        picked = self.choice.pick(source.name, source.text, [each.finding for each in told])
        by_function: dict[str, list[_Told]] = {}
        for each, finding in zip(told, picked.findings, strict=True):
            if finding is not None:
                by_function.setdefault(finding.scope, []).append(_Told(each.fault, finding))
        found = [finding for group in by_function.values() for finding in self._mended(program, source, group)]
        found += [self._allowed(_alone(finding), source) for finding in picked.comments]
        found = sorted(promised(found, self.settings), key=lambda finding: (finding.span, finding.code))
        return FileResult(
            source.name, source.text, tuple(found), source.text, (), "", source.encoding, source.bom,
            suppressed=picked.suppressed, known=picked.known,
        )  # fmt: skip

    def _mended(self, program: Program, source: SourceFile, group: Sequence[_Told]) -> Iterator[Finding]:
        """The findings of one function, each with its fix or refusal."""
        leaks = [(each.fault, each.finding) for each in group if isinstance(each.fault, Leak)]
        stalls = [(each.fault, each.finding) for each in group if isinstance(each.fault, Stalling)]
        for leak, answer, finding, alone in self._leaks_mended(program, source, leaks):
            fix = self._fix(answer, source)
            if fix is not None:
                fix = replace(fix, alone=alone)
            if fix is None and leak.half_read:
                fix = sketch(leak, source)
            yield self._allowed(replace(finding, fix=fix, refusal=answer.refusal if fix is None else None), source)
        for stalling, finding in stalls:
            assert self.scopes is not None
            answer = mend_stall(stalling, self.scopes, source, self.languages[source.name])
            told = replace(finding, fix=self._fix(answer, source), refusal=answer.refusal)
            yield self._allowed(_alone(told), source)

    def _leaks_mended(
        self, program: Program, source: SourceFile, group: Sequence[tuple[Leak, Finding]]
    ) -> Iterator[tuple[Leak, Mended, Finding, tuple[Fix, ...]]]:
        """The leaks of one function, each with its answer, its finding, and what its fix is by itself (if asked)."""
        if not group:
            return
        mendable = [
            leak.acquisition
            for leak, finding in group
            if self.settings.mendable(finding.code) and not leak.half_read and not leak.exit_row_
        ]
        language, floors = self.languages[source.name], self.settings.floors
        analysis = group[0][0].analysis
        answers = mend_function(program, analysis, mendable, source, language, floors)
        alone = forms(program, analysis, answers, source, floors) if self.settings.suggestions else {}
        unknown = Refusal("what to do here is for a person to decide")
        for leak, finding in group:
            answer = answers.get(leak.acquisition.node, Mended(refusal=unknown))
            yield leak, answer, finding, alone.get(answer.mend.fix.id, ()) if answer.mend else ()

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


def _alone(finding: Finding) -> Finding:
    """The finding, its fix fit for a suggestion as it is: it needs nothing else of the file."""
    return replace(finding, fix=replace(finding.fix, alone=(finding.fix,))) if finding.fix else finding


__all__ = ["Analysis", "check", "fix"]
