"""The `github` format: annotations of a GitHub Actions step, as workflow commands on standard output.

GitHub keeps ten of each level per step and drops the rest without a word, so the dearest come first and what is more
goes into the log. Columns count characters; they may only be given where a place lies in one row.
"""

from __future__ import annotations

from collections import Counter

from letgo.model import Finding, Report, Severity, Step
from letgo.outputs.lines import printable
from letgo.outputs.view import View, applicable, ordered, path_of, summary, waits

LIMIT = 10  # annotations of one level
LONGEST = 4000  # characters of a message
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, view: View) -> str:
    """The annotations, then the findings that there is no room for, then the summary."""
    shown: Counter[Severity] = Counter()
    more = []
    lines = []
    for found in ordered(report, view):
        shown[found.severity] += 1
        if shown[found.severity] <= LIMIT:
            lines.append(_annotation(found, view))
        else:
            more.append(found)
    if more:
        lines += [f"::group::{len(more)} more in this log only", *map(_logged, more), "::endgroup::"]
    return "".join(line + "\n" for line in lines) + summary(report, view)


def _annotation(found: Finding, view: View) -> str:
    start, end = found.span.start, found.span.end
    properties: dict[str, object] = {
        "title": f"{found.code} {found.name}", "file": found.path, "line": start.row, "endLine": end.row,
    }  # fmt: skip
    if start.row == end.row:
        properties |= {"col": start.column, "endColumn": end.column}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_LEVELS[found.severity]} {listed}::{_data(_message(found, view))}"


def _message(found: Finding, view: View) -> str:
    lines = [found.message, *filter(None, [waits(found)]), *map(_step, path_of(found))]
    if found.fix:
        how = "`letgo fix` does it" if applicable(found, view) else f"{found.fix.safety.value}, look at it first"
        lines.append(f"fix: {found.fix.title} ({how})")
    elif found.refusal:
        lines.append(f"not fixed: {found.refusal.reason}")
    text = "\n".join([*lines, found.url])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _step(step: Step) -> str:
    return f"{step.path}:{step.span.start.row}: {step.message}"


def _logged(found: Finding) -> str:
    """A line that no runner takes for a command: it begins with a dash and holds no `##[`."""
    start = found.span.start
    line = printable(f"- {found.path}:{start.row}:{start.column}: {found.code} {found.message}")
    return line.replace("##[", "# #[")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
