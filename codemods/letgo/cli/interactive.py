"""`letgo fix --interactive`: each fix with its finding, its reason and its diff, and a question. Unsafe ones, too."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.cli.bar import bar
from letgo.cli.finish import applied, finished
from letgo.cli.guard import UsageError
from letgo.cli.job import Job
from letgo.cli.manner import Manner
from letgo.cli.write import ask_leave, write

if TYPE_CHECKING:
    from letgo.model import FileResult, Finding, Fix, Report, Safety
    from letgo.outputs.view import View

HELP = """\
y - apply this fix
n - leave it
a - apply it and all that follow of this rule (unsafe ones only if this one is)
d - leave it and all that follow in this file
e - edit the new text, and apply that
q - leave it and all that follow; what was chosen is applied
? - this help
"""
NOTE = "# letgo: the new text of rows {}-{} of {}; lines that start like this one are dropped, no text: leave the fix\n"


@dataclass(slots=True)
class _Answers:
    """What was chosen up to now."""

    fixes: dict[str, list[Fix]] = field(default_factory=dict)  # by file
    rules: dict[str, set[Safety]] = field(default_factory=dict)  # those of which all are wanted, and the levels
    files: set[str] = field(default_factory=set)  # those that are to be left alone


def review(job: Job, manner: Manner, view: View) -> Report:
    """Ask for each fix, then write what was chosen. Raises `UsageError` without a terminal to ask on."""
    from letgo import pipeline

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--interactive needs a terminal")
    with bar():
        report = job.check()
    questions = [(result, fix, found) for result in report.files for fix, found in _fixes(result)]
    ask_leave({result.path: result for result, _, _ in questions}.values(), job, manner)
    answers = _Answers()
    for number, (result, fix, found) in enumerate(questions, 1):
        if result.path in answers.files:
            continue
        if any(pipeline.touching(result.text, fix, other) for other in answers.fixes.get(result.path, ())):
            print(f"{result.path}:{found.span.start.row} changes the same rows as a fix that is taken already\n")
            continue
        from letgo.outputs import text

        print(text.frame(found, report, replace(view, fixed=False)))
        if not _asked(result, fix, found, f"[{number}/{len(questions)}]", answers):
            break
    done = [
        applied(each, fixes, _text(each, fixes)) for each in report.files if (fixes := answers.fixes.get(each.path))
    ]
    written = write(replace(report, files=tuple(done)), job)
    return finished(report, {result.path: result for result in written.files}, job)


def _fixes(result: FileResult) -> Iterator[tuple[Fix, Finding]]:
    """Each fix that can be applied once, with the first finding that it settles, in the order of the text."""
    from letgo.model import Safety

    seen: set[str] = set()
    for found in sorted(result.findings, key=lambda found: found.span):
        if found.fix is not None and found.fix.safety is not Safety.DISPLAY and found.fix.id not in seen:
            seen.add(found.fix.id)
            yield found.fix, found


def _text(result: FileResult, fixes: list[Fix]) -> str:
    from letgo import pipeline

    return pipeline.composed(result.text, fixes)


def _asked(result: FileResult, fix: Fix, found: Finding, place: str, answers: _Answers) -> bool:
    """Ask until there is an answer. False if nothing more is to be asked."""
    from letgo.model import Safety

    kept = answers.fixes.setdefault(result.path, [])
    while True:
        answer = "y" if fix.safety in answers.rules.get(found.code, ()) else _answer(place)
        if answer in ("y", "a"):
            kept.append(fix)
            if answer == "a":
                answers.rules[found.code] = {Safety.SAFE, fix.safety}
        elif answer == "e":
            edited = _edited(result, fix)
            if isinstance(edited, str):
                print(edited)
                continue
            kept += [edited] if edited is not None else []
        elif answer == "d":
            answers.files.add(result.path)
        elif answer not in ("n", "q"):
            print(HELP)
            continue
        print()
        return answer != "q"


def _answer(place: str) -> str:
    try:
        line = input(f"{place} Apply this fix? [y,n,a,d,e,q,?] ")
    except EOFError:
        print()
        return "q"
    return line.strip().lower()[:1]


def _edited(result: FileResult, fix: Fix) -> Fix | str | None:
    """The fix with the text that its user made of it; None if that is nothing, a message if it can't be used."""
    from letgo import pipeline
    from letgo.model import Edit, Position, Span

    edits = pipeline.changes_of(result.text, fix)
    first = min(edit.span.start.row for edit in edits)
    behind = max(edit.span.end.row + (edit.span.end.column > 1) for edit in edits)
    rows = result.text.split("\n")
    alone = pipeline.composed(result.text, [replace(fix, edits=edits, helpers=())]).split("\n")
    new = "\n".join(alone[first - 1 : behind - 1 + len(alone) - len(rows)]) + "\n"
    made = _from_editor(NOTE.format(first, behind - 1, result.path) + new)
    if made is None:
        return "the editor failed, so nothing is changed"
    if not made.strip():
        return None
    ends = "\r\n" if "\r\n" in result.text else "\n"
    made = ends.join(made.splitlines()) + ends
    span = Span(Position(first, 1), Position(behind, 1))
    if behind > len(rows):
        span, made = Span(Position(first, 1), Position(len(rows), len(rows[-1]) + 1)), made.removesuffix(ends)
    imports = fix.edits[: len(fix.edits) - len(edits)]
    mine = replace(fix, edits=(*imports, Edit(span, made)), title=f"{fix.title} (edited)")
    if not pipeline.parses(pipeline.composed(result.text, [mine]), result.text):
        return "the file would not parse with this text, so nothing is changed"
    return mine


def _from_editor(text: str) -> str | None:
    """What the user's editor makes of a text, less the lines of letgo's own; None if it fails."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="letgo-") as folder:
        path = Path(folder, "fix.py")
        path.write_text(text, encoding="utf-8", newline="")
        try:
            done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except OSError:
            return None
        if done.returncode:
            return None
        made = path.read_bytes().decode("utf-8", "replace")
    return "".join(line for line in made.splitlines(keepends=True) if not line.startswith("# letgo:"))
