"""Findings as diagnostics: code, link to the rule's page, severity, and the path as related places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

from lsprotocol import types

from letgo.model import Finding, Severity, Step
from letgo.server.client import Client
from letgo.server.places import Places

SOURCE = "letgo"
LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
Other = Callable[[str], tuple[str, Places] | None]  # the address and the text of another file of the project, by name


def diagnostic(finding: Finding, uri: str, places: Places, client: Client, other: Other) -> types.Diagnostic:
    """One finding in a document, whose text `places` holds."""
    related = _related(finding, uri, places, other) if client.related else []
    return types.Diagnostic(
        range=places.range(finding.span),
        severity=LEVELS[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(finding.url) if client.links else None,
        source=SOURCE,
        message=finding.message,
        tags=[types.DiagnosticTag.Unnecessary] if finding.name == "unused-suppression" else None,
        related_information=related or None,
        data={"fingerprint": finding.fingerprint},
    )


def _related(finding: Finding, uri: str, places: Places, other: Other) -> list[types.DiagnosticRelatedInformation]:
    made = []
    for step in dict.fromkeys((*finding.trace, *finding.related)):
        found = (uri, places) if step.path == finding.path else other(step.path)
        if found is not None:
            made.append(_place(step, *found))
    return made


def _place(step: Step, uri: str, places: Places) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(types.Location(uri, places.range(step.span)), step.message)


def identity(items: Iterable[types.Diagnostic]) -> str:
    """A mark that two equal lists of diagnostics share."""
    said = [
        (each.code, each.severity, each.message, repr(each.range), repr(each.related_information)) for each in items
    ]
    return hashlib.blake2b(json.dumps(said, default=str).encode(), digest_size=8).hexdigest()
