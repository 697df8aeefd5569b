"""What a person sees over a finding, or over a lock that is held while something waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from letgo.catalogue import load
from letgo.model import Finding, Safety, Severity, Step
from letgo.outputs.pages import OWN, WITH
from letgo.outputs.view import path_of
from letgo.rules import RULES
from letgo.server.client import Client
from letgo.server.places import touches
from letgo.server.seen import Seen

SUMMARIES = {each.code: each.summary for each in OWN} | {rule.code: rule.summary for rule in RULES}


def hover(seen: Seen, at: types.Position, client: Client) -> types.Hover | None:
    """What there is to say at a position: on a finding's rows, or where a lock is taken that is held over a wait."""
    here = types.Range(at, at)
    found = [each for each in seen.result.findings if touches(each.span, here)]
    scopes = [each for each in seen.result.findings if each not in found and _takes(each, here)]
    blocks = [*(_finding(each) for each in found), *(_scope(each) for each in scopes)]
    if not blocks:
        return None
    text = "\n\n---\n\n".join(blocks)
    if not client.markdown:
        text = text.replace("**", "").replace("`", "").replace("\n\n---\n\n", "\n\n")
    kind = types.MarkupKind.Markdown if client.markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), seen.places.range(found[0].span) if found else None)


def _takes(finding: Finding, here: types.Range) -> bool:
    """Whether a lock finding's lock is taken there."""
    if not finding.code.startswith("LG2"):
        return False
    taken = finding.trace[:1]
    return any(step.path == finding.path and touches(step.span, here) for step in taken)


def _finding(finding: Finding) -> str:
    lines = [f"**{finding.code} {finding.name}**: {SUMMARIES.get(finding.code, '')}", finding.message]
    lines += _path(finding)
    lines += _driver(finding)
    lines += _cure(finding)
    return "\n\n".join(lines)


def _scope(finding: Finding) -> str:
    """What waits under a lock, seen from where the lock is taken."""
    lines = [f"**{finding.code} {finding.name}**: this lock is held over a wait", finding.message]
    if finding.wait is not None and finding.wait.chain:
        lines.append(f"waits through `{' → '.join(finding.wait.chain)}`")
    if finding.severity is Severity.INFO:
        lines.append("It looks as if the lock is there for that: for information only.")
    return "\n\n".join([*lines, *_path(finding), *_cure(finding)])


def _path(finding: Finding) -> list[str]:
    """The steps of the path; of a wait under a lock, also what else waits there, and what was weighed."""
    steps: Sequence[Step] = path_of(finding) if finding.wait is not None else finding.trace
    if not steps:
        return []
    rows = [f"- {_place(step, finding)}: {step.message}" for step in steps]
    return ["\n".join(rows)]


def _place(step: Step, finding: Finding) -> str:
    row = step.span.start.row
    return f"line {row}" if step.path == finding.path else f"`{step.path}` line {row}"


def _driver(finding: Finding) -> list[str]:
    """What a `with` on the resource does, for each type of the library that it may be."""
    if finding.resource is None:
        return []
    return ["\n".join(_of_library(finding.resource.library, finding.resource.kind))]


def _of_library(name: str, kind: str) -> Iterator[str]:
    library = load().libraries.get(name)
    for each in library.types if library is not None else ():
        if each.kind == kind and each.with_does.value != "none":
            since = f" (since {each.with_since})" if each.with_since else ""
            yield f"- `with` on `{each.name}` {WITH[each.with_does.value]}{since}"
        if each.kind == kind and each.async_with.value != "none":
            yield f"- `async with` on `{each.name}` {WITH[each.async_with.value]}"


def _cure(finding: Finding) -> list[str]:
    if finding.refusal is not None:
        return [f"Not fixed: {finding.refusal.reason}."]
    fix = finding.fix
    if fix is None:
        return []
    level = {Safety.SAFE: "safe", Safety.UNSAFE: "unsafe, look at it", Safety.DISPLAY: "a sketch, never applied"}
    return [f"Fix ({level[fix.safety]}): {fix.title}", *(f"- {reason}" for reason in fix.reasons)]
