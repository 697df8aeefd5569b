"""The cases: files that say what letgo finds in them and what it makes of them. Every check comes with the harness.

A case is `cases/<rule>/<case>.py`, or a folder of that name with several files (and a pyproject.toml if settings
matter). Rules that are off by default are on for their own cases.

A mark at the end of the acquiring line says what is expected there; the marks are taken off before letgo sees the text:

    # expect: LG103                      a safe fix
    # expect: LG103 unsafe               a fix for `--unsafe-fixes`
    # expect: LG201 display              a sketch, which is never applied
    # expect: LG110 info unsafe          the finding is only info
    # expect: LG101 refused: yields      no fix, and the reason holds that text

Below a line `# --- fixed ---` stands the file with safe and unsafe fixes applied; marks in it say what is reported
there (nothing but what has no fix, if there are none). What letgo still gets wrong stays as a case too, and fails as
soon as it gets better, so that the mark goes away:

    # missed: LG101 why                            nothing is reported yet, LG101 should be
    # false-alarm: LG101 why                       LG101 is reported, nothing should be
    # wrong: LG103 safe -> LG103 unsafe because …  it is reported, but not as it should be
    # --- fixed, not yet: why ---                  in place of the separator: the text below is wanted, and not reached

`LETGO_CASES=1 pytest tests/test_cases.py` writes the fixed parts anew; judge them by `git diff`.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tokenize
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from letgo import config, pipeline
from letgo.config import Settings
from letgo.model import FileResult, Finding, Fix, Report, Safety, Severity
from letgo.outputs import diff
from letgo.python.language import parses
from letgo.rules import RULES

CASES = Path(__file__).parent / "cases"
SILENT = "silent"
OPT_IN = {rule.name: (rule.code,) for rule in RULES if not rule.default}
REGENERATE = bool(os.environ.get("LETGO_CASES"))
MARK = re.compile(r"\s*# (expect|missed|false-alarm|wrong): (.*?)(?=\s*# (?:expect|missed|false-alarm|wrong): |$)")
WANT = re.compile(r"(LG\d+)( info)?( safe| unsafe| display)?(?: refused: (.+))?$")
SEPARATOR = re.compile(r"^# --- fixed(?:, not yet: (.+))? ---\n", re.MULTILINE)
LOST_COMMENTS = {f"a comment beside a {what} goes away with it" for what in ("release", "return")}


@dataclass(frozen=True)
class Want:
    """One expectation: a code, what the fix promises ("" if there is none), whether it is info, why there is no fix."""

    code: str
    safety: str
    info: bool
    refused: str = ""

    @classmethod
    def of(cls, text: str) -> Want:
        match = WANT.match(text.strip())
        assert match, f"not an expectation: {text!r}"
        code, info, safety, refused = match.groups()
        return cls(code, "" if refused else (safety or "safe").strip(), bool(info), refused or "")

    def fits(self, finding: Finding) -> bool:
        fix = finding.fix
        if self.code != finding.code or self.info != (finding.severity is Severity.INFO):
            return False
        if self.refused:
            return fix is None and finding.refusal is not None and self.refused in finding.refusal.reason
        return fix is not None and fix.safety.value == self.safety


@dataclass(frozen=True)
class Mark:
    """A mark on a line: what letgo says now (None: nothing), and what it should say (None: nothing)."""

    row: int
    now: Want | None
    wanted: Want | None
    any_now: str = ""  # only the code is known of what it says now


@dataclass(frozen=True)
class CaseFile:
    """One file of a case, the marks taken off."""

    path: Path
    name: str
    text: str
    marks: tuple[Mark, ...]
    fixed: str
    left: tuple[Mark, ...]  # marks in the fixed part: what is reported there
    not_yet: str


@dataclass(frozen=True)
class Case:
    """A case: its files, and the settings of its project."""

    files: tuple[CaseFile, ...]
    settings: Settings

    @property
    def known_wrong(self) -> bool:
        """Something about its fixes is known to be wrong."""
        return any(file.not_yet for file in self.files)

    def run(self, unsafe: bool, texts: dict[str, str], verb: str = "fix") -> Report:
        return self.run_bytes(unsafe, {name: text.encode() for name, text in texts.items()}, verb)

    def run_bytes(self, unsafe: bool, texts: dict[str, bytes], verb: str = "fix") -> Report:
        root = Path("/nowhere")  # a folder that isn't there: the case's files are the whole project
        overlay = {root / name: text for name, text in texts.items()}
        settings = config.override(self.settings, unsafe_fixes=unsafe)
        report: Report = getattr(pipeline, verb)(root, list(overlay), settings, overlay)
        return report


def marks_of(line: str, row: int) -> list[Mark]:
    """The marks of one line."""
    found = []
    for kind, text in MARK.findall(line):
        code = text.split()[0]
        if kind == "expect":
            found.append(Mark(row, Want.of(text), Want.of(text)))
        elif kind == "wrong":
            now, _, rest = text.partition(" -> ")
            wanted, _, reason = rest.partition(" because ")
            assert reason, f"no reason: {line}"
            found.append(Mark(row, Want.of(now), Want.of(wanted)))
        elif kind == "missed":
            found.append(Mark(row, None, Want(code, "", False)))
        else:
            found.append(Mark(row, None, None, code))
    return found


def split(text: str) -> tuple[str, str, str | None]:
    """The input, the wanted text ("" if there is none), and why that isn't reached (None if it is)."""
    match = SEPARATOR.search(text)
    if match is None:
        return text, "", None
    return text[: match.start()].rstrip("\n") + "\n", text[match.end() :], match[1]


def read(path: Path, name: str) -> CaseFile:
    given, fixed, not_yet = split(path.read_text(encoding="utf-8"))
    return CaseFile(path, name, *unmarked(given), *unmarked(fixed), not_yet or "")


def unmarked(text: str) -> tuple[str, tuple[Mark, ...]]:
    """A text without its marks, and the marks."""
    lines = text.split("\n")
    found = tuple(mark for row, line in enumerate(lines, 1) for mark in marks_of(line, row))
    return "\n".join(MARK.sub("", line) for line in lines), found


def load(place: Path) -> Case:
    settings = Settings(extend_select=OPT_IN.get(place.relative_to(CASES).parts[0], ()))
    if place.is_file():
        return Case((read(place, place.name),), settings)
    found = tuple(read(path, path.relative_to(place).as_posix()) for path in sorted(place.rglob("*.py")))
    return Case(found, config.load(place)[1] if (place / "pyproject.toml").exists() else settings)


PLACES = sorted(
    place
    for folder in CASES.iterdir()
    if folder.is_dir()
    for place in folder.iterdir()
    if place.suffix == ".py" or (place.is_dir() and place.name != "__pycache__")
)


def identity(place: Path) -> str:
    return place.relative_to(CASES).as_posix().removesuffix(".py")


@pytest.mark.parametrize("place", PLACES, ids=identity)
def test_case(place: Path, tmp_path: Path) -> None:
    case = load(place)
    texts = {file.name: file.text for file in case.files}
    report = case.run(True, texts, "check")
    results = {result.path: result for result in report.files}
    fixed = {result.path: result for result in case.run(True, texts).files}
    if REGENERATE:
        regenerate(case, fixed)
        case = load(place)
    for file in case.files:
        check_findings(file.marks, results[file.name])
        check_silence(place, file)
        check_fixed(file, fixed[file.name])
    if case.known_wrong:
        return
    for file in case.files:
        check_kept(file.text, fixed[file.name])
        check_gone(file, results[file.name], fixed[file.name])
    if any(result.applied for result in fixed.values()):
        check_safe_run(case, texts, results)
        check_second_run(case, fixed)
        check_line_endings(case, texts, fixed)
        check_last_newline(case, texts, fixed)
        check_encodings(case, texts, fixed)
        check_diff(tmp_path, Report(tuple(fixed.values()), Path("/nowhere")))


def check_findings(marks: tuple[Mark, ...], result: FileResult) -> None:
    """What is found is what the marks say, and nothing else."""
    assert not result.skipped, result.skipped
    rest = list(result.findings)
    for mark in marks:
        here = [finding for finding in rest if finding.span.start.row == mark.row]
        if mark.now is None and not mark.any_now:
            assert mark.wanted
            found = [f for f in here if f.code == mark.wanted.code]
            assert not found, f"line {mark.row}: it is found now: {shown(found)}"
            continue
        now, code = mark.now, mark.any_now
        match = next((f for f in here if (now.fits(f) if now else f.code == code)), None)
        better = mark.now != mark.wanted and not match
        assert match, f"line {mark.row}: {now or code} is not there{' any more' if better else ''}: {shown(here)}"
        rest.remove(match)
    assert not rest, f"not expected: {shown(rest)}"


def shown(findings: list[Finding]) -> str:
    """Findings as an assertion shows them."""
    lines = []
    for f in findings:
        fix = f"{f.fix.safety} {f.fix.reasons}" if f.fix else f"refused: {f.refusal and f.refusal.reason}"
        lines.append(f"line {f.span.start.row}: {f.code} {f.severity} {fix}: {f.message}")
    return "\n" + "\n".join(lines) if lines else "nothing is"


def check_silence(place: Path, file: CaseFile) -> None:
    """In `silent` nothing is expected; in a rule's folder, nothing but that rule's findings is needed."""
    if place.parent.name == SILENT:
        assert not [mark for mark in file.marks if mark.wanted], "a silent case expects nothing"


def check_fixed(file: CaseFile, result: FileResult) -> None:
    """The fixed text is the wanted one; without a fix the text comes back as it was."""
    assert parses(result.fixed)
    if file.not_yet:
        assert result.fixed != file.fixed, "this is right now: make the separator a plain one"
        return
    if result.applied or file.fixed:
        assert result.fixed == file.fixed
    else:
        assert result.fixed == file.text


def comments(text: str) -> Counter[str]:
    """The comments of a text."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def check_kept(text: str, result: FileResult) -> None:
    """Every comment is still there, unless the fix says that it isn't."""
    if not any(LOST_COMMENTS & {*fix.reasons} for fix in result.applied):
        assert comments(result.fixed) == comments(text)


def check_gone(file: CaseFile, before: FileResult, after: FileResult) -> None:
    """Only findings without a fix are left, or what the marks in the fixed part say."""
    if file.left:
        check_findings(file.left, after)
        return
    assert all(stays(finding) for finding in after.findings), shown(list(after.findings))
    left = Counter(finding.code for finding in before.findings if stays(finding))
    assert Counter(finding.code for finding in after.findings) == left, shown(list(after.findings))


def stays(finding: Finding) -> bool:
    """Whether nothing can be applied to it."""
    return finding.fix is None or finding.fix.safety is Safety.DISPLAY


def safe(fixes: tuple[Fix, ...]) -> bool:
    return all(fix.safety is Safety.SAFE for fix in fixes)


def check_safe_run(case: Case, texts: dict[str, str], before: dict[str, FileResult]) -> None:
    """Without `--unsafe-fixes` only safe fixes are applied, and all of them."""
    for result in case.run(False, texts).files:
        wanted = {f.fix.id for f in before[result.path].findings if f.fix and f.fix.safety is Safety.SAFE}
        assert safe(result.applied), result.applied
        assert bool(result.applied) == bool(wanted)
        assert parses(result.fixed)
        if not wanted:
            assert result.fixed == texts[result.path]


def check_second_run(case: Case, fixed: dict[str, FileResult]) -> None:
    """The result is left alone."""
    for result in case.run(True, {path: result.fixed for path, result in fixed.items()}).files:
        assert not result.applied
        assert result.fixed == fixed[result.path].fixed


def check_line_endings(case: Case, texts: dict[str, str], fixed: dict[str, FileResult]) -> None:
    """CRLF in, CRLF out, and else the same."""
    for result in case.run(True, {path: text.replace("\n", "\r\n") for path, text in texts.items()}).files:
        assert result.fixed == fixed[result.path].fixed.replace("\n", "\r\n")


def check_last_newline(case: Case, texts: dict[str, str], fixed: dict[str, FileResult]) -> None:
    """A file without a last newline stays one."""
    for result in case.run(True, {path: text.removesuffix("\n") for path, text in texts.items()}).files:
        assert result.fixed == fixed[result.path].fixed.removesuffix("\n")


def check_encodings(case: Case, texts: dict[str, str], fixed: dict[str, FileResult]) -> None:
    """A byte order mark and a coding cookie change nothing but themselves."""
    if any("coding" in text.split("\n", 1)[0] or text.startswith("#!") for text in texts.values()):
        return
    marked = {path: b"\xef\xbb\xbf" + text.encode() for path, text in texts.items()}
    for result in case.run_bytes(True, marked).files:
        assert result.bom
        assert result.fixed == fixed[result.path].fixed
    cookie = "# coding: latin-1\n"
    for result in case.run_bytes(
        True, {path: (cookie + text).encode("latin-1", "replace") for path, text in texts.items()}
    ).files:
        assert result.fixed.encode("latin-1") == (cookie + fixed[result.path].fixed).encode("latin-1", "replace")


def check_diff(folder: Path, report: Report) -> None:
    """Git takes the diff."""
    for result in report.files:
        (folder / result.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / result.path).write_bytes(result.text.encode())
    subprocess.run(["git", "apply", "--check", "-"], cwd=folder, input=diff.render(report), check=True)


def regenerate(case: Case, fixed: dict[str, FileResult]) -> None:
    """Write the fixed part of each file anew. What is wanted and not reached yet stays."""
    for file in case.files:
        result = fixed[file.name]
        if file.not_yet or result.fixed == file.fixed:
            continue
        given = split(file.path.read_text(encoding="utf-8"))[0]
        tail = f"\n# --- fixed ---\n{result.fixed}" if result.applied else ""
        file.path.write_text(given + tail, encoding="utf-8")
