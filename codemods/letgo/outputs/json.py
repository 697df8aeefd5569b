"""The `json` format: a list of objects, info included. Rows and columns are 1-based, columns count characters."""

from __future__ import annotations

import json
from typing import Any

from letgo.model import Finding, Fix, Position, Report, Step
from letgo.outputs.view import View, counts, ordered, shown


def render(report: Report, view: View) -> str:
    """All findings, one object and one line each; pure ASCII."""
    found = [_finding(found, report, view) for found in ordered(report, view, everything=True)]
    return array(found)


def render_run(report: Report, view: View, *, dry: bool) -> str:
    """What a run of `fix` did (`dry`: would do) as one object: counts, what was fixed, what remains, what was skipped.

    Places of fixed findings are those of the text before, places of the others those of the text after.
    """
    fixed = [_finding(found, report, view) for result in report.files for found in result.settled]
    remain = [_finding(found, report, view) for found in ordered(report, view, everything=True)]
    skipped = [
        {"filename": shown(each.path, report, view), "reason": each.skipped} for each in report.files if each.skipped
    ]
    whole = {"dry": dry, "counts": counts(report), "fixed": fixed, "remaining": remain, "skipped": skipped}
    return json.dumps(whole, indent=1) + "\n"


def array(objects: list[dict[str, Any]]) -> str:
    """A JSON list with one object per line."""
    return "[" + ",".join("\n" + json.dumps(one) for one in objects) + "\n" * bool(objects) + "]\n"


def _finding(found: Finding, report: Report, view: View) -> dict[str, Any]:
    resource, wait = found.resource, found.wait
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity.value,
        "message": found.message,
        "filename": shown(found.path, report, view),
        "location": _place(found.span.start),
        "end_location": _place(found.span.end),
        "scope": found.scope,
        "related": [_step(step, report, view) for step in found.related],
        "trace": [_step(step, report, view) for step in found.trace],
        "resource": resource and {"kind": resource.kind, "library": resource.library, "cost": resource.cost.value},
        "wait": wait and {"kind": wait.kind, "chain": list(wait.chain)},
        "fix": found.fix and _fix(found.fix),
        "refusal": found.refusal and found.refusal.reason,
        "fingerprint": found.fingerprint,
        "url": found.url,
    }


def _step(step: Step, report: Report, view: View) -> dict[str, Any]:
    place = {"location": _place(step.span.start), "end_location": _place(step.span.end)}
    return {"message": step.message, "filename": shown(step.path, report, view), **place}


def _fix(fix: Fix) -> dict[str, Any]:
    """A fix. Its `suggestions` are forms of it that are right while nothing else of the file changes, best first."""
    return {"id": fix.id, **_form(fix), "suggestions": [_form(each) for each in fix.alone]}


def _form(fix: Fix) -> dict[str, Any]:
    edits = [
        {"content": edit.content, "location": _place(edit.span.start), "end_location": _place(edit.span.end)}
        for edit in fix.edits
    ]
    return {
        "applicability": fix.safety.value,
        "message": fix.title,
        "reasons": list(fix.reasons),
        "edits": edits,
    }


def _place(place: Position) -> dict[str, int]:
    return {"row": place.row, "column": place.column}
