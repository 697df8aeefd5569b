"""`letgo fix --verify`: apply part by part, run the project's own tests after each, take back a part that fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from letgo.cli.bar import bar
from letgo.cli.finish import finished, without
from letgo.cli.guard import UsageError, say
from letgo.cli.job import Job
from letgo.cli.manner import Manner
from letgo.cli.patches import key_of
from letgo.cli.write import ask_leave, write

if TYPE_CHECKING:
    from letgo.model import FileResult, Report
    from letgo.parts import Part

TAIL = 8  # lines of a failing command's output that are shown
ROUNDS = 8  # how often the project is looked at again for what a first fix makes possible


@dataclass(slots=True)
class _Run:
    job: Job
    command: str
    here: dict[str, FileResult] = field(default_factory=dict)  # of this round, by name: as read, with what was kept
    kept: list[FileResult] = field(default_factory=list)  # of all rounds, each with the fixes of one part
    refused: dict[str, str] = field(default_factory=dict)  # fix id -> why it was taken back


def verify(job: Job, manner: Manner) -> Report:
    """Apply what the command lets pass. Raises `UsageError` if the command fails before anything is applied."""
    from letgo import parts, pipeline

    assert manner.verify is not None
    key = key_of(manner.split_by or "file", job.root)
    run = _Run(job, manner.verify)
    with bar():
        first = job.check()
    ask_leave((each for each in first.files if pipeline.wanted(each, job.settings)), job, manner)
    failed = _failure(manner.verify)
    if failed:
        raise UsageError(f"--verify: {failed} before anything is changed, so it can verify nothing")
    report = first
    for _ in range(ROUNDS):
        run.here.clear()
        made, _ = parts.split(without(report, frozenset(run.refused)), job.settings, key)
        for number, part in enumerate(made, 1):
            _attempt(run, part, f"[{number}/{len(made)}] {part.key} ({part.safety.value})")
        if not made:
            break
        report = job.check()
    return _marked(finished(first, _together(run, first), job), run.refused)


def _attempt(run: _Run, part: Part, name: str) -> None:
    """Write a part, and leave it there if the command passes."""
    results = [_on_top(run, result) for result in part.report.files]
    there = {path: result.fixed for path, result in run.here.items()}
    written = _put(run, [replace(each, text=there.get(each.path, each.text)) for each in results])
    stuck = [result for result in written if result.skipped]
    why = f"{stuck[0].path}: {stuck[0].skipped}" if stuck else ""
    try:
        why = why or _failure(run.command)
    except BaseException:  # also an interrupt: what is not verified does not stay
        _take_back(run, results, there)
        raise
    if not why:
        say(f"{name}: kept")
        run.here.update((each.path, each) for each in results)
        run.kept += part.report.files
        return
    _take_back(run, results, there)
    say(f"{name}: taken back, {why}")
    for result in part.report.files:
        run.refused.update((fix.id, f"taken back: {why.splitlines()[0]}") for fix in result.applied)


def _on_top(run: _Run, result: FileResult) -> FileResult:
    """The part's file as it is to be written: with what this round kept before in it."""
    from letgo import pipeline

    before = run.here[result.path].applied if result.path in run.here else ()
    fixes = (*before, *result.applied)
    return replace(result, fixed=pipeline.composed(result.text, fixes), applied=fixes)


def _together(run: _Run, first: Report) -> dict[str, FileResult]:
    """The files as they were first read, each with all that was kept."""
    done = {result.path: result for result in first.files}
    for result in run.kept:
        now = done[result.path]
        done[result.path] = replace(
            now, applied=(*now.applied, *result.applied), settled=(*now.settled, *result.settled)
        )
    return {path: result for path, result in done.items() if result.applied}


def _put(run: _Run, results: Sequence[FileResult]) -> Sequence[FileResult]:
    from letgo.model import Report

    return write(Report(tuple(results), run.job.root), run.job).files


def _take_back(run: _Run, results: Sequence[FileResult], there: Mapping[str, str]) -> None:
    for result in _put(
        run, [replace(each, text=each.fixed, fixed=there.get(each.path, each.text)) for each in results]
    ):
        if result.skipped and result.skipped != "it changed since it was read":  # then the part is not in it
            say(f"letgo: warning: {result.path} could not be taken back: {result.skipped}")


def _failure(command: str) -> str:
    """Run the project's command where its user is. "" if it passes, else its exit code and last lines."""
    done = subprocess.run(  # noqa: S602  # it is a shell's line, given by the user
        command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode == 0:
        return ""
    lines = done.stdout.decode("utf-8", "replace").splitlines()[-TAIL:]
    return f"`{command}` ends with {done.returncode}" + "".join(f"\n    {line}" for line in lines)


def _marked(report: Report, refused: Mapping[str, str]) -> Report:
    """The report with those findings refused whose fixes were taken back."""
    from letgo.model import Finding, Refusal

    def of(found: Finding) -> Finding:
        why = refused.get(found.fix.id) if found.fix else None
        return replace(found, fix=None, refusal=Refusal(why)) if why else found

    return replace(report, files=tuple(replace(each, findings=tuple(map(of, each.findings))) for each in report.files))
