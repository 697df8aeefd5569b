"""The end of a run that applied fixes one by one: what was done and what remains, as one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from letgo.cli.job import Job

if TYPE_CHECKING:
    from letgo.model import FileResult, Finding, Fix, Report


def applied(result: FileResult, fixes: Sequence[Fix], fixed: str) -> FileResult:
    """A checked file with those fixes applied: what they settle is settled."""
    ids = {fix.id for fix in fixes}
    settled = tuple(each for each in result.findings if each.fix is not None and each.fix.id in ids)
    return replace(result, fixed=fixed, applied=tuple(fixes), settled=settled)


def finished(first: Report, done: Mapping[str, FileResult], job: Job) -> Report:
    """Look again: the files as they were first read, what was `done` to them, and the findings that remain now."""
    if not done:
        return replace(first, files=tuple(replace(each, fixed=each.text) for each in first.files))
    before = {result.path: result for result in first.files}
    results = []
    for result in job.check().files:
        made = done.get(result.path)
        if made is None or result.skipped:
            results.append(replace(result, fixed=result.text))
        elif made.skipped:  # it could not be written
            results.append(made)
        else:
            text = before[result.path].text
            results.append(replace(result, text=text, fixed=result.text, applied=made.applied, settled=made.settled))
    return replace(first, files=tuple(results))


def without(report: Report, ids: frozenset[str]) -> Report:
    """The report without the findings whose fixes have these ids."""
    return replace(report, files=tuple(replace(each, findings=_kept(each.findings, ids)) for each in report.files))


def _kept(findings: Sequence[Finding], ids: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.fix is None or each.fix.id not in ids)
