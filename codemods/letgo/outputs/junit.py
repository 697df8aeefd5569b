"""The `junit` format: one suite per file with findings, one failing case per finding; no findings are one success."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

from letgo.model import Finding, Report, Severity, Step
from letgo.outputs.lines import printable
from letgo.outputs.view import View, ordered, path_of, waits

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def render(report: Report, view: View) -> str:
    """The document, pure ASCII. Info, where it is shown, is a case that passes: it never makes a run fail."""
    found = sorted(ordered(report, view), key=lambda one: (one.path, one.span))
    suites = [_suite(path, list(group)) for path, group in groupby(found, key=lambda one: one.path)]
    if not found:
        name = quoteattr(f"no findings in {report.checked or len(report.files)} files")
        suites = [_tag("letgo", 1, 0) + f'    <testcase name={name} classname="letgo"/>\n  </testsuite>\n']
    total, failed = max(len(found), 1), sum(map(_fails, found))
    head = f'<testsuites name="letgo" tests="{total}" failures="{failed}" errors="0">\n'
    document = _HEAD + head + "".join(suites) + "</testsuites>\n"
    return document.encode("ascii", "xmlcharrefreplace").decode()


def _suite(path: str, found: list[Finding]) -> str:
    return _tag(path, len(found), sum(map(_fails, found))) + "".join(map(_case, found)) + "  </testsuite>\n"


def _tag(name: str, tests: int, failures: int) -> str:
    return f'  <testsuite name={_quoted(name)} tests="{tests}" failures="{failures}" errors="0" skipped="0">\n'


def _fails(found: Finding) -> bool:
    return found.severity is not Severity.INFO


def _case(found: Finding) -> str:
    name = f"{found.code} {found.name} at line {found.span.start.row}"
    where = f'file={_quoted(found.path)} line="{found.span.start.row}"'
    head = f"    <testcase name={_quoted(name)} classname={_quoted(found.path)} {where}>\n"
    if _fails(found):
        said = f"message={_quoted(found.message)} type={_quoted(found.severity.value)}"
        body = f"      <failure {said}>{_text(_story(found))}</failure>\n"
    else:
        body = f"      <system-out>{_text(_story(found))}</system-out>\n"
    return head + body + "    </testcase>\n"


def _story(found: Finding) -> str:
    """The finding with the steps of its path, one line each."""
    here = Step(f"{found.code} {found.message}", found.path, found.span)
    lines = [
        f"{step.path}:{step.span.start.row}:{step.span.start.column}: {step.message}"
        for step in (here, *path_of(found))
    ]
    lines += [waits(found)] if waits(found) else []
    lines += [f"fix ({found.fix.safety.value}): {found.fix.title}"] if found.fix else []
    lines += [f"not fixed: {found.refusal.reason}"] if found.refusal else []
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """An attribute. What XML can't hold is shown as a picture of it."""
    return quoteattr(printable(text))


def _text(text: str) -> str:
    lines = (printable(line) for line in text.split("\n"))
    return "\n".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)
