"""Code actions: what can be done about the findings in a range, and the edits of what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lsprotocol import types

from letgo import pipeline
from letgo.config import Settings
from letgo.model import Edit, Finding, Fix, Safety
from letgo.server.client import Client
from letgo.server.edits import between, text_edits
from letgo.server.places import touches
from letgo.server.seen import Seen
from letgo.wanted import add

QUICK = types.CodeActionKind.QuickFix.value
FIX_ALL = "source.fixAll.letgo"
KINDS: list[str] = [QUICK, FIX_ALL]
Tell = Callable[[Finding], types.Diagnostic]


def actions(seen: Seen, asked: types.CodeActionParams, client: Client, tell: Tell) -> list[types.CodeAction]:
    """The actions for a range of a document, those that put things right first; without edits."""
    found = [each for each in seen.result.findings if touches(each.span, asked.range)]
    made: list[types.CodeAction] = []
    if _wanted(QUICK, asked.context):
        made += _fixes(found, seen, client, tell)
        made += _together(found, seen)
        made += _silencing(found, seen, tell)
    if _wanted(FIX_ALL, asked.context) and pipeline.wanted(seen.result, _safe(seen)):
        title = "letgo: apply all safe fixes"
        made.append(types.CodeAction(title, kind=FIX_ALL, data=_data(seen, "all")))
    return made


def later(client: Client) -> list[types.CodeAction]:
    """What there is to say while nobody knows yet what there is to do: no edit is made of what may be out of date."""
    if not client.disabled:
        return []
    reason = types.CodeActionDisabled("still looking at what the last change means to the rest of the project")
    return [types.CodeAction("letgo", kind=QUICK, disabled=reason)]


def _wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Whether the client asks for a kind. What works on whole files is never offered unless it is asked for."""
    if not context.only:
        return not kind.startswith("source")
    return any(kind == each or kind.startswith(f"{each}.") or each == "" for each in context.only)


def _fixes(found: Sequence[Finding], seen: Seen, client: Client, tell: Tell) -> Iterator[types.CodeAction]:
    """One action a fix, for all the findings in the range that it settles; reasons where there is none."""
    settled: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.fix is not None and finding.fix.safety is not Safety.DISPLAY:
            settled.setdefault(finding.fix.id, []).append(finding)
    for findings in settled.values():
        fix = findings[0].fix
        assert fix is not None
        safe = fix.safety is Safety.SAFE
        yield types.CodeAction(
            fix.title if safe else f"{fix.title} (unsafe)",
            kind=QUICK,
            diagnostics=[tell(each) for each in findings],
            is_preferred=safe if client.preferred else None,
            data=_data(seen, "fix", mark=findings[0].fingerprint),
        )
    for finding in found if client.disabled else ():
        reason = _reason(finding)
        if reason:
            yield types.CodeAction(
                f"Fix {finding.code} {finding.name}",
                kind=QUICK,
                diagnostics=[tell(finding)],
                disabled=types.CodeActionDisabled(reason),
            )


def _reason(finding: Finding) -> str:
    """Why a finding can't be fixed at a key press, "" if it can."""
    if finding.refusal is not None:
        return finding.refusal.reason
    if finding.fix is not None and finding.fix.safety is Safety.DISPLAY:
        return f"only a sketch: {finding.fix.title}" + "".join(f"; {each}" for each in finding.fix.reasons)
    return ""


def _together(found: Sequence[Finding], seen: Seen) -> Iterator[types.CodeAction]:
    """What applies several fixes at once."""
    for scope in dict.fromkeys(each.scope for each in found if each.scope):
        if len(_of_function(seen, scope)) > 1:
            name = scope.replace(".<locals>", "")
            yield types.CodeAction(
                f"letgo: apply the safe fixes in {name}", kind=QUICK, data=_data(seen, "function", mark=scope)
            )
    if found and len(pipeline.wanted(seen.result, _safe(seen))) > 1:
        yield types.CodeAction("letgo: apply the safe fixes in this file", kind=QUICK, data=_data(seen, "all"))


def _silencing(found: Sequence[Finding], seen: Seen, tell: Tell) -> Iterator[types.CodeAction]:
    for finding in {each.code: each for each in reversed(found)}.values():
        if not add.marks([finding]):
            continue
        for what, where in (("line", "for this line"), ("file", "for this file")):
            yield types.CodeAction(
                f"Silence {finding.code} {where}",
                kind=QUICK,
                diagnostics=[tell(finding)],
                data=_data(seen, what, mark=finding.fingerprint),
            )


def _data(seen: Seen, what: str, mark: str = "") -> dict[str, Any]:
    return {"uri": seen.uri, "version": seen.version, "what": what, "mark": mark}


def edit(seen: Seen, data: dict[str, Any], client: Client) -> types.WorkspaceEdit | None:
    """The edit of an action against the version that was seen; None if there is nothing (left) to do."""
    made = _edits(seen, str(data.get("what")), str(data.get("mark")))
    if not made:
        return None
    if not client.versioned:
        return types.WorkspaceEdit(changes={seen.uri: made})
    document = types.OptionalVersionedTextDocumentIdentifier(seen.uri, seen.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(made))])


def _edits(seen: Seen, what: str, mark: str) -> list[types.TextEdit]:
    if what == "all":
        return text_edits(seen.places, _side_by_side(seen, pipeline.wanted(seen.result, _safe(seen))))
    if what == "function":
        return text_edits(seen.places, _side_by_side(seen, _of_function(seen, mark)))
    finding = seen.finding(mark)
    if finding is None:
        return []
    text = seen.result.text
    if what == "line":
        return between(seen.places, add.added(text, add.marks([finding])))
    if what == "file":
        return between(seen.places, add.added_for_file(text, [finding.code]))
    return text_edits(seen.places, finding.fix.edits) if what == "fix" and finding.fix else []


def _of_function(seen: Seen, scope: str) -> list[Fix]:
    """The safe fixes of one function that can stand side by side."""
    found = [each for each in seen.result.findings if each.scope == scope]
    return pipeline.wanted(replace(seen.result, findings=tuple(found)), _safe(seen))


def _safe(seen: Seen) -> Settings:
    return replace(seen.settings, unsafe_fixes=False)


def _side_by_side(seen: Seen, fixes: Sequence[Fix]) -> list[Edit]:
    """The edits of several fixes, what they import once."""
    text = seen.result.text
    made = [edit for fix in fixes for edit in pipeline.changes_of(text, fix)]
    needed = pipeline.importing(text, [helper for fix in fixes for helper in fix.helpers])
    return [needed, *made] if needed else made
