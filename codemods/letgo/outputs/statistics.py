"""Counts per rule instead of findings (`--statistics`)."""

from __future__ import annotations

from collections import defaultdict

from letgo.model import Finding, Report
from letgo.outputs.json import array
from letgo.outputs.view import View, applicable, mark, ordered, summary


def render(report: Report, view: View) -> str:
    """`count  code  [*] name`, most frequent first, then the summary. `[-]` says that only some are fixable."""
    groups = _groups(ordered(report, view))
    digits = max((len(str(len(group))) for group in groups), default=1)
    rows = [f"{len(group):>{digits}}  {group[0].code}  {mark(group, view)} {group[0].name}\n" for group in groups]
    return "".join(rows) + summary(report, view)


def render_json(report: Report, view: View) -> str:
    """The same as a list of objects, info included."""
    rows = [
        {
            "code": group[0].code,
            "name": group[0].name,
            "count": len(group),
            "fixable": sum(applicable(found, view) for found in group),
        }
        for group in _groups(ordered(report, view, everything=True))
    ]
    return array(rows)


def _groups(findings: list[Finding]) -> list[list[Finding]]:
    groups = defaultdict(list)
    for found in findings:
        groups[found.code].append(found)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].code))
