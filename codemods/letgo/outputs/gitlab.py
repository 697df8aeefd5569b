"""The `gitlab` format: a Code Quality report (`artifacts:reports:codequality`). GitLab reads rows and no columns.

It shows neither the check's name nor two entries of the same fingerprint, so the description begins with the code and
fingerprints are made unique.
"""

from __future__ import annotations

import hashlib
from typing import Any

from letgo.model import Finding, Report, Severity
from letgo.outputs.json import array
from letgo.outputs.view import View, identity, ordered, waits

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report, view: View) -> str:
    """A list of issues, one line each; pure ASCII, no byte order mark."""
    seen: set[str] = set()
    return array([_issue(found, seen) for found in ordered(report, view)])


def _issue(found: Finding, seen: set[str]) -> dict[str, Any]:
    return {
        "description": "; ".join(filter(None, [f"{found.code}: {found.message}", waits(found)])),
        "check_name": found.name,
        "fingerprint": _unique(identity(found), seen),
        "severity": _SEVERITIES[found.severity],
        "location": {
            "path": found.path,
            "lines": {"begin": found.span.start.row, "end": max(found.span.start.row, found.span.end.row)},
        },
    }


def _unique(mark: str, seen: set[str]) -> str:
    while mark in seen:
        mark = hashlib.blake2b(mark.encode(), digest_size=8).hexdigest()
    seen.add(mark)
    return mark
