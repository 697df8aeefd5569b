"""The `concise` format: `path:row:col: LG101 message`, one line per finding."""

from __future__ import annotations

from collections.abc import Iterator

from letgo.model import Finding, Report
from letgo.outputs.lines import printable
from letgo.outputs.view import View, applicable, ordered, reason, shown, summary


def render(report: Report, view: View) -> str:
    """One line per finding, then the summary. Below it why `fix` left it, and with `--show-trace` its steps."""
    lines = [line for found in ordered(report, view) for line in _finding(found, report, view)]
    return "".join(line + "\n" for line in lines) + summary(report, view)


def _finding(found: Finding, report: Report, view: View) -> Iterator[str]:
    star = "[*] " if applicable(found, view) else ""
    start = found.span.start
    yield printable(f"{shown(found.path, report, view)}:{start.row}:{start.column}: {found.code} {star}{found.message}")
    if view.fixed and (why := reason(found)):
        yield printable(f"    {why}")
    for step in (*found.related, *found.trace) if view.show_trace else ():
        start = step.span.start
        yield printable(f"    {shown(step.path, report, view)}:{start.row}:{start.column}: {step.message}")
