"""The `rdjson` format: reviewdog's DiagnosticResult. Columns count UTF-8 bytes from 1, ends are exclusive.

A suggestion names whole rows and no column: reviewdog then takes the text as those rows, and includes the last one.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

from letgo.model import Finding, Position, Report, Safety, Span, Step
from letgo.outputs.lines import rows
from letgo.outputs.suggestion import Suggestion, suggested
from letgo.outputs.view import View, ordered, path_of, texts, waits

SOURCE = {"name": "letgo", "url": "https://letgo.readthedocs.io/"}


def render(report: Report, view: View) -> str:
    """One object with all diagnostics; pure ASCII."""
    return json.dumps({"source": SOURCE, "diagnostics": diagnostics(report, view)}) + "\n"


def diagnostics(report: Report, view: View) -> list[dict[str, Any]]:
    """One diagnostic per finding, info only if it is shown."""
    found = ordered(report, view)
    sources = {path: rows(text) for path, text in texts(report, view).items()}
    offers = list(suggested(found, report, view))
    pairs = list(zip(found, offers, strict=True))
    settled = {(one.path, one.fix.id): offer for one, offer in pairs if one.fix and offer}
    return [
        _diagnostic(one, offer, settled.get((one.path, one.fix.id)) if one.fix else None, sources)
        for one, offer in pairs
    ]


def _diagnostic(
    found: Finding, offer: Suggestion | None, settled: Suggestion | None, sources: dict[str, list[str]]
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "message": "\n\n".join([found.message, *filter(None, [waits(found)]), *_help(found, offer, settled)]),
        "location": _location(found.path, found.span, sources),
        "severity": found.severity.value.upper(),
        "source": SOURCE,
        "code": {"value": found.code, "url": found.url},
    }
    if offer:
        made["suggestions"] = [{"range": _rows(offer), "text": offer.text}]
    steps = path_of(found)
    if steps:
        made["related_locations"] = [_related(step, sources) for step in steps]
    return made


def _help(found: Finding, offer: Suggestion | None, settled: Suggestion | None) -> Iterator[str]:
    """What the suggestion does, or what to do where there is none to click."""
    if offer:
        yield "".join(f"{text.rstrip('.')}. " for text in (offer.fix.title, *offer.fix.reasons)).rstrip()
    elif settled:
        yield f"The suggestion for rows {settled.first} to {settled.last} settles this too."
    elif found.fix and found.fix.safety is not Safety.DISPLAY:
        unsafe = " --unsafe-fixes" if found.fix.safety is Safety.UNSAFE else ""
        yield f"{found.fix.title}: run `letgo fix{unsafe} {shlex.quote(found.path)}`."
    elif found.refusal:
        yield f"Not fixed: {found.refusal.reason}."


def _related(step: Step, sources: dict[str, list[str]]) -> dict[str, Any]:
    return {"message": step.message, "location": _location(step.path, step.span, sources)}


def _location(path: str, span: Span, sources: dict[str, list[str]]) -> dict[str, Any]:
    """A place; of a file whose text isn't here, its rows only."""
    if path not in sources:
        return {"path": path, "range": {"start": {"line": span.start.row}, "end": {"line": span.end.row}}}
    start, end = (_place(place, sources[path]) for place in (span.start, span.end))
    return {"path": path, "range": {"start": start, "end": end}}


def _place(place: Position, source: list[str]) -> dict[str, int]:
    row = source[place.row - 1] if place.row <= len(source) else ""
    return {"line": place.row, "column": len(row[: place.column - 1].encode()) + 1}


def _rows(offer: Suggestion) -> dict[str, Any]:
    return {"start": {"line": offer.first}, "end": {"line": offer.last}}
