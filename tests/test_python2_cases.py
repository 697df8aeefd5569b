"""The cases once more, as Python 2 programs: Bowler must find and write what LibCST does.

Each case is spelled anew (`print x`, `except E, e`, `import Queue`, no annotations, no f-strings), and gets last lines
that no Python 3 reads. Cases with syntax that Python 2 has nothing like are left out. What is wanted is what Python 3's
reader and rewriter make of the case for a project that must run on 2.7; what the marks want is tested in `test_cases`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import libcst as cst
import pytest
from test_cases import PLACES, Case, check_last_newline, check_line_endings, identity, load

from letgo import config
from letgo.flow.language import ReadError
from letgo.model import FileResult, Finding
from letgo.python2.language import Python2

pytest.importorskip("bowler")

OLD = "\n\ndef old():\n    print >>log, `0777`  # only Python 2 reads this\n"
PRINT = re.compile(r"^(\s*)print\((.*)\)(\s*#.*)?$", re.MULTILINE)
AS = re.compile(r"^(\s*except .*) as (\w+):", re.MULTILINE)

# What a case is left out for, as the reader says it.
NEWER = {
    *("async and await", "from behind raise or yield", "nonlocal", "an assignment expression", "keywords of a class"),
}


def plain(text: str) -> str:
    """The text without annotations and f-strings."""
    return cst.parse_module(text).visit(_Plain()).code


class _Plain(cst.CSTTransformer):
    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]  # noqa: ARG002
        match updated_node:
            case cst.Name(value=name):
                return updated_node.with_changes(value=re.sub(r"[^\x00-\x7f]", "o", name))
            case cst.Param(annotation=cst.Annotation()):
                return cst.Param(updated_node.name, default=updated_node.default, comma=updated_node.comma)
            case cst.FunctionDef():
                return updated_node.with_changes(returns=None)
            case cst.AnnAssign(target=target, value=value):
                return cst.Assign([cst.AssignTarget(target)], value or cst.Name("None"))
            case cst.FormattedString():
                return formatted(updated_node)
        return updated_node


def formatted(string: cst.FormattedString) -> cst.BaseExpression:
    """`f"a{b}"` -> `"a%s" % (b,)`."""
    said, values = "", []
    for part in string.parts:
        if isinstance(part, cst.FormattedStringExpression):
            values.append(cst.Element(part.expression))
        said += part.value if isinstance(part, cst.FormattedStringText) else "%s"
    text = cst.SimpleString(f"{string.start.lstrip('f')}{said}{string.end}")
    return cst.BinaryOperation(text, cst.Modulo(), cst.Tuple(values))


def aged(text: str) -> str:
    """The text as it was written for Python 2."""
    text = AS.sub(r"\1, \2:", PRINT.sub(r"\1print \2\3", text)).replace("=print)", "=id)")
    text = text.replace("import queue\n", "import Queue as queue\n")
    return text.rstrip("\n") + "\n" + OLD


def old(place: Path) -> Case:
    """The case's project, which must run on Python 2.7."""
    case = load(place)
    files = tuple(replace(file, text=plain(file.text)) for file in case.files)
    return Case(files, config.override(case.settings, target_version="2.7"))


def newer(place: Path) -> str:
    """What the case has that Python 2 has nothing like, "" if nothing."""
    for file in load(place).files:
        try:
            Python2().read(aged(plain(file.text)), file.name, "case", frozenset())
        except ReadError as error:
            return str(error)
    return ""


LEFT_OUT = {place: why for place in PLACES if (why := newer(place))}
CASES = [place for place in PLACES if place not in LEFT_OUT]


def test_most_cases_are_old() -> None:
    assert len(CASES) > 0.85 * len(PLACES)


@pytest.mark.parametrize("place", LEFT_OUT, ids=identity)
def test_each_case_is_left_out_for_its_syntax(place: Path) -> None:
    why = LEFT_OUT[place]
    if why.startswith("bad input"):
        assert re.search(r"^\s*match .*:$|:=", load(place).files[0].text, re.MULTILINE)
    else:
        assert any(f"it has {what}, which Python 2 has not" in why for what in NEWER)


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
