"""What a run did, in Markdown: for a pull request, a job summary, or as a report. Names and messages are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from letgo.model import Finding, Report, Safety, Severity
from letgo.outputs.lines import printable
from letgo.outputs.view import View, fix_summary, shown

SHORT = 100  # entries that a short text lists; hosting services cut texts off at some 65,000 characters
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@&!])")


def render(report: Report, view: View, *, dry: bool = False, short: bool = False, title: str = "letgo") -> str:
    """The counts, then what was fixed (`dry`: would be), what needs a person, what was refused and what was skipped."""
    loud = [found for found in report.findings if found.severity is not Severity.INFO and found.code != "LG001"]
    fixed = [found for result in report.files for found in result.settled]
    open_ = [found for found in loud if found.fix is not None]
    refused = [found for found in loud if found.fix is None]
    skipped = [result for result in report.files if result.skipped]
    parts = [f"## {escape(title)}\n\n{fix_summary(report, view, dry=dry).partition(';')[0]}.\n"]
    if fixed or loud:
        parts.append(_table(fixed, open_, refused))
    done = "Would be fixed" if dry else "Fixed"
    parts += _list(done, [_entry(each, report, view, _title(each)) for each in fixed], short)
    parts += _list("Needs review", [_entry(each, report, view, _doubt(each)) for each in open_], short)
    parts += _list("Refused", [_entry(each, report, view, _refusal(each)) for each in refused], short)
    names = [f"- {code(shown(result.path, report, view))}: {escape(result.skipped)}\n" for result in skipped]
    parts += _list("Skipped", names, short)
    return "\n".join(parts)


def _table(*groups: Sequence[Finding]) -> str:
    head = "| rule | fixed | needs review | refused |\n|---|---:|---:|---:|\n"
    names = sorted({(found.code, found.name) for group in groups for found in group})
    rows = (
        f"| {rule} `{name}` | " + " | ".join(str(sum(each.code == rule for each in group)) for group in groups) + " |\n"
        for rule, name in names
    )
    return head + "".join(rows)


def _list(head: str, entries: Sequence[str], short: bool) -> Iterator[str]:
    if not entries:
        return
    most = SHORT if short else len(entries)
    more = f"- and {len(entries) - most:,} more\n" if len(entries) > most else ""
    yield f"### {head} ({len(entries):,})\n\n" + "".join(entries[:most]) + more


def _entry(found: Finding, report: Report, view: View, note: str) -> str:
    place = f"{shown(found.path, report, view)}:{found.span.start.row}"
    return f"- {code(place)} {found.code}: {escape(found.message)}\n" + (f"  {note}\n" if note else "")


def _title(found: Finding) -> str:
    assert found.fix is not None
    why = f" (unsafe: {_sentence(found.fix.reasons)})" if found.fix.safety is Safety.UNSAFE else ""
    return f"→ {escape(found.fix.title)}{why}"


def _doubt(found: Finding) -> str:
    assert found.fix is not None
    if found.fix.safety is Safety.DISPLAY:
        return f"only sketched: {escape(found.fix.title)}; {_sentence(found.fix.reasons)}"
    if found.fix.safety is Safety.SAFE:
        return f"not fixed yet: {escape(found.fix.title)}"
    return f"unsafe: {_sentence(found.fix.reasons)}"


def _refusal(found: Finding) -> str:
    return f"why: {escape(found.refusal.reason)}" if found.refusal else "letgo has no fix for this rule"


def _sentence(reasons: Iterable[str]) -> str:
    return "; ".join(escape(reason.rstrip(".")) for reason in reasons)


def escape(text: str) -> str:
    """The text so that Markdown shows it as it is, on one line, and nobody is mentioned."""
    return _SPECIAL.sub(r"\\\1", printable(text)).replace("\\@", "@\u2060")


def code(text: str) -> str:
    """The text as code, whatever backticks it holds."""
    text = printable(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
