"""The summary of a GitHub Actions job, as Markdown: what a person sees who opens the run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from letgo.model import Finding, Report, Safety
from letgo.outputs.comment import code, plain
from letgo.outputs.view import View, applicable, ordered, summary

ROWS = 200  # findings in the table; a summary may hold 1 MiB
_CELL = 400  # characters


def render(report: Report, view: View) -> str:
    """How many findings, a table of them, and the commands that fix them."""
    found = ordered(report, view)
    head = ["### letgo", "", " ".join(summary(report, view).split("\n")).strip(), ""]
    if not found:
        return "\n".join(head) + "\n"
    table = ["| where | what | fix |", "| --- | --- | --- |", *(_row(one, view) for one in found[:ROWS])]
    more = [f"| | {len(found) - ROWS} more | |"] if len(found) > ROWS else []
    return "\n".join([*head, *table, *more, "", *_commands(found)]) + "\n"


def _row(found: Finding, view: View) -> str:
    where = code(f"{found.path}:{found.span.start.row}").replace("|", "\\|")
    return f"| {where} | [{found.code}]({found.url}) {plain(found.message)[:_CELL]} | {_fix(found, view)} |"


def _fix(found: Finding, view: View) -> str:
    if found.fix:
        return found.fix.safety.value if not applicable(found, view) else plain(found.fix.title)[:_CELL]
    return f"not fixed: {plain(found.refusal.reason)[:_CELL]}" if found.refusal else ""


def _commands(found: list[Finding]) -> Iterator[str]:
    """The commands that apply the fixes, safe ones first."""
    for safety, flag in ((Safety.SAFE, ""), (Safety.UNSAFE, " --unsafe-fixes")):
        paths = sorted({one.path for one in found if one.fix and one.fix.safety is safety})
        if paths:
            command = f"letgo fix{flag} {' '.join(map(shlex.quote, paths[:ROWS]))}"
            yield f"{'Fix' if not flag else 'After a look, fix'} {len(paths)} files with {code(command)}.\n"
