"""The `sarif` format: SARIF 2.1.0, one run. Columns count code points and say so; URIs are relative to the root.

A result's region is the first row of its expression (code scanning shows an alert only if all its rows are in the pull
request). A fix is one replacement that is complete by itself: some readers offer each replacement on its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Any
from urllib.parse import quote

from letgo.model import URL, Finding, Report, Severity, Span, Step
from letgo.outputs.lines import bare, rows
from letgo.outputs.pages import Entry
from letgo.outputs.suggestion import Suggestion, suggested
from letgo.outputs.view import View, ordered, texts

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "letgoFinding/v1"
RESULTS = 25_000  # code scanning refuses a run with more
_DESCRIPTION = 1024  # characters it keeps of one
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_Json = dict[str, Any]
_Sources = dict[str, list[str]]


def render(report: Report, view: View) -> str:
    """The log, info included; pure ASCII."""
    found = ordered(report, view, everything=True)
    rules = _rules(found, view)
    sources = {path: rows(text) for path, text in texts(report, view).items()}
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    offers = suggested(found[:RESULTS], report, view)
    run = {
        "tool": {"driver": _driver(rules, view)},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(one, index[one.code], offer, sources) for one, offer in zip(found[:RESULTS], offers, strict=True)
        ],
    }
    if len(found) > RESULTS:
        text = f"{len(found) - RESULTS:,} findings of lower cost are left out: a run holds {RESULTS:,}"
        notes = [{"level": "warning", "message": {"text": text}}]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


# The rules ------------------------------------------------------------------------------------------------------------


def _driver(rules: list[_Json], view: View) -> _Json:
    version = {"version": view.version} if view.version else {}
    return {"name": "letgo", **version, "informationUri": "https://letgo.readthedocs.io/", "rules": rules}


def _rules(found: Sequence[Finding], view: View) -> list[_Json]:
    """The rules that ran, and those of findings that come from elsewhere, by code."""
    known = {rule.code: rule for rule in view.rules}
    for one in found:
        known.setdefault(one.code, Entry(one.code, one.name, one.name.replace("-", " "), ""))
    return [_rule(known[code]) for code in sorted(known)]


def _rule(rule: Any) -> _Json:
    page = cleandoc(rule.page)
    made: _Json = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _clipped(rule.summary)},
        "fullDescription": {"text": _clipped(page or rule.summary)},
        "defaultConfiguration": {"level": "warning"},
        "helpUri": f"{URL}{rule.name}",
        "properties": {"tags": ["reliability"], "precision": "high", "problem.severity": "warning"},
    }
    if page:
        made["help"] = {"text": page, "markdown": _markdown(page)}
    return made


def _clipped(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1] + "…"


def _markdown(page: str) -> str:
    """A rule's page, its indented examples as blocks of Python."""
    return "\n".join(_blocks(page.split("\n"))) + "\n"


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    code: list[str] = []
    for line in [*lines, None]:
        if line is not None and (line.startswith("    ") or (code and not line.strip())):
            code.append(line[4:])
            continue
        if code:
            yield from ("", "```python", *"\n".join(code).rstrip().split("\n"), "```", "")
            code = []
        if line is not None:
            yield line


# The results ----------------------------------------------------------------------------------------------------------


def _result(found: Finding, index: int, offer: Suggestion | None, sources: _Sources) -> _Json:
    place = {"physicalLocation": _physical(found.path, _first_row(found.span, sources.get(found.path, ())))}
    scope = {"logicalLocations": [{"fullyQualifiedName": found.scope, "kind": "function"}]} if found.scope else {}
    made: _Json = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": found.message},
        "locations": [place | scope],
    }
    if found.fingerprint:
        made["partialFingerprints"] = {FINGERPRINT: found.fingerprint}
    if found.related:
        made["relatedLocations"] = [{"id": number, **_step(step)} for number, step in enumerate(found.related, 1)]
    if found.trace:
        flow = [{"location": _step(step)} for step in found.trace]
        made["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if offer:
        made["fixes"] = [_fix(found, offer, sources[found.path])]
    made["properties"] = dict(_properties(found))
    return made


def _properties(found: Finding) -> Iterator[tuple[str, Any]]:
    if found.resource:
        kind = found.resource
        yield "resource", {"kind": kind.kind, "library": kind.library, "cost": kind.cost.value}
    if found.wait:
        yield "wait", {"kind": found.wait.kind, "chain": list(found.wait.chain)}
    if found.fix:
        yield "fix", {"applicability": found.fix.safety.value, "title": found.fix.title}
        if found.fix.reasons:
            yield "reasons", list(found.fix.reasons)
    if found.refusal:
        yield "refusal", found.refusal.reason


def _physical(path: str, span: Span) -> _Json:
    region = {
        "startLine": span.start.row,
        "startColumn": span.start.column,
        "endLine": span.end.row,
        "endColumn": span.end.column,
    }
    return {"artifactLocation": _artifact(path), "region": region}


def _artifact(path: str) -> _Json:
    return {"uri": quote(path.encode(errors="surrogateescape")), "uriBaseId": "%SRCROOT%"}


def _first_row(span: Span, source: Sequence[str]) -> Span:
    """The span as far as its first row goes."""
    if span.end.row == span.start.row or span.start.row > len(source):
        return span
    return Span(span.start, type(span.end)(span.start.row, len(bare(source[span.start.row - 1])) + 1))


def _step(step: Step) -> _Json:
    return {"physicalLocation": _physical(step.path, step.span), "message": {"text": step.message}}


def _fix(found: Finding, offer: Suggestion, source: Sequence[str]) -> _Json:
    newline = "\r\n" if source[offer.first - 1].endswith("\r\n") else "\n"
    replacement = {
        "deletedRegion": {
            "startLine": offer.first,
            "startColumn": 1,
            "endLine": offer.last,
            "endColumn": len(bare(source[offer.last - 1])) + 1,
        },
        "insertedContent": {"text": newline.join(offer.rows)},
    }
    change = {"artifactLocation": _artifact(found.path), "replacements": [replacement]}
    return {"description": {"text": offer.fix.title}, "artifactChanges": [change]}
