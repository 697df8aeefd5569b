"""The cases once more, as Python 2 programs: Bowler must find and write what LibCST does.

Each case is spelled anew (`print x`, `except E, e`), and gets last lines that no Python 3 reads. Cases with syntax that
Python 2 has not are left out. What is wanted is what Python 3's reader and rewriter make of the case for a project that
must run on 2.7; what the marks want is tested in `test_cases`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_cases import PLACES, Case, check_last_newline, check_line_endings, identity, load

from letgo import config
from letgo.model import FileResult, Finding
from letgo.python2.language import Python2

pytest.importorskip("bowler")

OLD = "\n\ndef old():\n    print >>log, `0777`  # only Python 2 reads this\n"
PRINT = re.compile(r"^(\s*)print\((.*)\)(\s*#.*)?$", re.MULTILINE)
AS = re.compile(r"^(\s*except .*) as (\w+):", re.MULTILINE)


def aged(text: str) -> str:
    """The text as it was written for Python 2."""
    text = AS.sub(r"\1, \2:", PRINT.sub(r"\1print \2\3", text)).replace("=print)", "=id)")
    return text.rstrip("\n") + "\n" + OLD


def old(place: Path) -> Case:
    """The case's project, which must run on Python 2.7."""
    case = load(place)
    return Case(case.files, config.override(case.settings, target_version="2.7"))


def is_old(place: Path) -> bool:
    """Whether the case has nothing that Python 2 has not."""
    return all(Python2().parses(aged(file.text)) for file in load(place).files)


CASES = [place for place in PLACES if is_old(place)]


def test_most_cases_are_old() -> None:
    assert len(CASES) > 0.75 * len(PLACES)


@pytest.mark.parametrize("place", CASES, ids=identity)
def test_case(place: Path) -> None:
    case = old(place)
    texts = {file.name: file.text for file in case.files}
    old_texts = {name: aged(text) for name, text in texts.items()}
    found = case.run(True, old_texts, "check").files
    for new, result in zip(case.run(True, texts, "check").files, found, strict=True):
        assert told(result) == told(new)
    fixed = {result.path: result for result in case.run(True, old_texts).files}
    for new in case.run(True, texts).files:
        result = fixed[new.path]
        second_opinion(result.fixed)
        assert result.language == "Python 2" or not result.applied
        assert result.fixed == aged(new.fixed)
    if any(result.applied for result in fixed.values()):
        check_second_run(case, fixed)
        check_line_endings(case, old_texts, fixed)
        check_last_newline(case, old_texts, fixed)


def second_opinion(text: str) -> None:
    """Another reader than Bowler takes it for Python 2, where one is installed."""
    try:
        from typed_ast import ast27
    except ImportError:
        return
    ast27.parse(text)


def told(result: FileResult) -> list[tuple[object, ...]]:
    """What is said of a file, less what names the file's own spelling."""
    return [(each.span.start.row, each.code, each.severity, each.message, *answer(each)) for each in result.findings]


def answer(finding: Finding) -> tuple[str, ...]:
    if finding.fix is None:
        return (finding.refusal.reason if finding.refusal else "",)
    return (finding.fix.title, finding.fix.safety, *finding.fix.reasons)


def check_second_run(case: Case, fixed: dict[str, FileResult]) -> None:
    for result in case.run(True, {path: result.fixed for path, result in fixed.items()}).files:
        assert not result.applied
        assert result.fixed == fixed[result.path].fixed
