"""The verbs of the front doors: check, fix, and what is done with fixes. With `run`, what knows all rooms.

Known is always the whole project root; `paths` only choose what is reported. Nothing here writes to disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from letgo import files
from letgo.cache import Cache
from letgo.compose import changes, chosen, compose, import_of, touch
from letgo.config import Settings
from letgo.failure import failure_of
from letgo.flow.language import Language
from letgo.model import (
    Edit,
    Failure,
    FileResult,
    Finding,
    Fix,
    Report,
    Safety,
)
from letgo.program import Analysis
from letgo.reading import LANGUAGES
from letgo.rules import RULES
from letgo.run import Run
from letgo.wanted import COMMENTS, Choice
from letgo.wanted.spans import functions

CODES = (files.SKIPPED, *COMMENTS, *(rule.code for rule in RULES))
PASSES = 8  # how often a fixed project is looked at again before `fix` gives up on settling


def check(
    root: Path,
    paths: Sequence[Path],
    settings: Settings,
    overlay: Mapping[Path, bytes] = {},
    cache: Cache | None = None,
) -> Report:
    """Findings in `paths`, each with a proven fix or a refusal. `overlay` texts win over what is on disk.

    `cache` is what earlier runs found out; with it or without it, the answer is the same.
    """
    return _check(root, paths, Choice(root, settings, CODES, overlay), overlay, cache)


def begun(root: Path, settings: Settings, overlay: Mapping[Path, bytes], cache: Cache | None) -> Run:
    """A run that goes on to know what it has found out; nothing is read yet."""
    choice = Choice(root, settings, CODES, overlay)
    choice.ready()
    return Run(root, choice.settings, dict(overlay), choice, cache)


def _check(
    root: Path, paths: Sequence[Path], choice: Choice, overlay: Mapping[Path, bytes], cache: Cache | None
) -> Report:
    choice.ready()
    return Run(root, choice.settings, dict(overlay), choice, cache).report(paths)


def fix(
    root: Path,
    paths: Sequence[Path],
    settings: Settings,
    overlay: Mapping[Path, bytes] = {},
    cache: Cache | None = None,
) -> Report:
    """The same, with the fixes applied in `FileResult.fixed`; its findings are those that remain, placed in `fixed`."""
    texts = dict(overlay)
    first: dict[str, FileResult] = {}
    done: dict[str, tuple[Fix, ...]] = {}
    settled: dict[str, tuple[Finding, ...]] = {}
    failed: dict[str, Failure] = {}
    choice = Choice(root, settings, CODES, overlay)
    report = _check(root, paths, choice, texts, cache)
    for result in report.files:
        first[result.path] = result
    for round_ in range(PASSES):
        changed = False
        for path, result in _by_path(root, paths, report).items():
            text, fixes, failure = _tried(result, settings)
            if failure is not None:
                failed[result.path] = failure
            if fixes:
                changed = True
                done[result.path] = (*done.get(result.path, ()), *fixes)
                applied = {fix.id for fix in fixes}
                gone = [_gone(each, round_) for each in result.findings if each.fix and each.fix.id in applied]
                settled[result.path] = (*settled.get(result.path, ()), *gone)
                texts[path] = _bytes(result, text)
        if not changed:
            break
        report = _check(root, paths, choice, texts, cache)
    finished = []
    for result in report.files:
        old = first.get(result.path, result)
        made, taken = done.get(result.path, ()), settled.get(result.path, ())
        failure = result.failure or old.failure or failed.get(result.path)
        made_of = replace(result, text=old.text, fixed=result.text, applied=made, settled=taken, failure=failure)
        finished.append(made_of)
    return Report(tuple(finished), root, report.checked)


def fix_at(
    root: Path, path: Path, settings: Settings, row: int, overlay: Mapping[Path, bytes], cache: Cache | None = None
) -> Report:
    """One file, fixed only at a row (1-based): what is found there, else what is found in the function around it."""
    report = check(root, [path], settings, overlay, cache)
    if not report.files:
        return report
    (result,) = report.files
    here = [each for each in result.findings if each.span.start.row <= row <= each.span.end.row]
    around = [each.name for each in functions(result.text) if each.first <= row <= each.last]
    here = here or [each for each in result.findings if around and each.scope == around[-1]]
    text, fixes = _fixed(replace(result, findings=tuple(here)), settings)
    if not fixes:
        return replace(report, files=(replace(result, fixed=result.text),))
    applied = {fix.id for fix in fixes}
    settled = tuple(each for each in result.findings if each.fix and each.fix.id in applied)
    after = check(root, [path], settings, {**overlay, path: _bytes(result, text)}, cache)
    left = replace(after.files[0], text=result.text, fixed=text, applied=tuple(fixes), settled=settled)
    return replace(after, files=(left,))


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


def _tried(result: FileResult, settings: Settings) -> tuple[str, list[Fix], Failure | None]:
    """The same as `_fixed`. An internal error leaves the text as it is, and is given beside it."""
    try:
        return *_fixed(result, settings), None
    except Exception as error:  # noqa: BLE001  # the other files are still done
        return result.text, [], failure_of(error)


def _fixed(result: FileResult, settings: Settings) -> tuple[str, list[Fix]]:
    """The text after the wanted fixes, and these."""
    fixes = wanted(result, settings)
    if not fixes:
        return result.text, []
    made = composed(result.text, fixes)
    return (made, fixes) if language_of(result.text).parses(made) else (result.text, [])


__all__ = ["Analysis", "check", "fix"]
