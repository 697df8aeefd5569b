"""A report in the `json` format back as a report: what `letgo merge` joins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from letgo.model import (
    Cost,
    Edit,
    FileResult,
    Finding,
    Fix,
    Position,
    Refusal,
    Report,
    Resource,
    Safety,
    Severity,
    SourceFile,
    Span,
    Step,
    Wait,
)


def findings(raw: bytes) -> list[Finding]:
    """The findings of one report. Raises `ValueError` if it isn't one of letgo's."""
    try:
        return [_finding(row) for row in json.loads(raw)]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is no JSON report of letgo: {error!r}") from error


def report(found: Iterable[Finding], sources: Mapping[str, SourceFile], root: Path) -> Report:
    """One report of findings from several, each finding once. `sources` are the files, as far as known."""
    by_path: dict[str, dict[Finding, None]] = {}
    for finding in found:
        by_path.setdefault(finding.path, {})[finding] = None
    results = []
    for path, each in sorted(by_path.items()):
        made = FileResult(path, "", tuple(sorted(each, key=_place_of)))
        if path in sources:
            file = sources[path]
            made = replace(made, text=file.text, fixed=file.text, encoding=file.encoding, bom=file.bom)
        results.append(made)
    return Report(tuple(results), root, len(results))


def _place_of(finding: Finding) -> tuple[Span, str]:
    return finding.span, finding.code


def _finding(row: Mapping[str, Any]) -> Finding:
    resource, wait = row["resource"], row["wait"]
    return Finding(
        code=row["code"],
        name=row["name"],
        severity=Severity(row["severity"]),
        message=row["message"],
        path=row["filename"],
        span=_span(row),
        scope=row["scope"],
        related=_steps(row["related"]),
        trace=_steps(row["trace"]),
        resource=resource and Resource(resource["kind"], resource["library"], Cost(resource["cost"])),
        wait=wait and Wait(wait["kind"], tuple(wait["chain"])),
        fix=row["fix"] and _fix(row["fix"]),
        refusal=Refusal(row["refusal"]) if row["refusal"] is not None else None,
        fingerprint=row["fingerprint"],
    )


def _steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(row["message"], row["filename"], _span(row)) for row in rows)


def _fix(row: Mapping[str, Any]) -> Fix:
    alone = tuple(replace(_form(each), id=row["id"]) for each in row.get("suggestions", ()))
    return replace(_form(row), id=row["id"], alone=alone)


def _form(row: Mapping[str, Any]) -> Fix:
    edits = tuple(Edit(_span(edit), edit["content"]) for edit in row["edits"])
    return Fix("", Safety(row["applicability"]), row["message"], edits, tuple(row["reasons"]))


def _span(row: Mapping[str, Any]) -> Span:
    return Span(*(Position(row[key]["row"], row[key]["column"]) for key in ("location", "end_location")))
