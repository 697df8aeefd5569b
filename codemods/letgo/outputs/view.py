"""What every format shares: which findings are shown, in which order, under which names, and how they are counted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letgo.model import Cost, FileResult, Finding, Report, Safety, Severity, Step

_COSTS = tuple(Cost)
_SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class View:
    """How a report is shown.

    `folder`: names are relative to it (None: to the report's root). `unsafe`: unsafe fixes count as applicable.
    `fixed`: the findings are those that remain after fixing, so their rows are rows of `FileResult.fixed`.
    `rules` are the rules that ran, for formats that describe them; `version` is letgo's own. `hunks`: by path, the
    first and last rows of the parts of a pull request's diff, where suggestions may stand (None: anywhere).
    """

    folder: Path | None = None
    show_trace: bool = False
    show_info: bool = False
    unsafe: bool = False
    fixed: bool = False
    color: bool = False
    rules: tuple[Any, ...] = ()
    version: str = ""
    hunks: Mapping[str, Sequence[tuple[int, int]]] | None = None


def ordered(report: Report, view: View, *, everything: bool = False) -> list[Finding]:
    """The findings to show, dearest cost first, then by severity, path and place. Info only if wanted."""
    wanted = (found for found in report.findings if everything or view.show_info or found.severity is not Severity.INFO)
    return sorted(wanted, key=_rank)


def _rank(found: Finding) -> tuple[int, int, str, int, int, str]:
    cost = _COSTS.index(found.resource.cost) if found.resource else len(_COSTS)
    start = found.span.start
    return cost, _SEVERITIES.index(found.severity), found.path, start.row, start.column, found.code


def shown(path: str, report: Report, view: View) -> str:
    """A path of the report as a person in `view.folder` would type it."""
    if view.folder is None or view.folder == report.root:
        return path
    return os.path.relpath(report.root / path, view.folder).replace(os.sep, "/")


def identity(found: Finding) -> str:
    """What a finding is known by from run to run: its fingerprint, else one of what it says. Holds no row."""
    if found.fingerprint:
        return found.fingerprint
    text = f"{found.code}:{found.path}:{found.scope}:{found.message}"
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def path_of(found: Finding) -> tuple[Step, ...]:
    """The steps to tell, in order: the trace, and the related places that it doesn't pass.

    Those stand before it, unless the trace itself begins with the first of them: what follows that is only said of it.
    """
    beside = tuple(step for step in found.related if step not in found.trace)
    if found.related and found.related[0] in found.trace:
        return (*found.trace, *beside)
    return (*beside, *found.trace)


def waits(found: Finding) -> str:
    """How the wait comes about, if it does through calls: `it waits through take → Limiter.taken → Queue.get`."""
    return f"it waits through {' → '.join(found.wait.chain)}" if found.wait and len(found.wait.chain) > 1 else ""


def texts(report: Report, view: View) -> dict[str, str]:
    """The text that the findings' rows and columns are about, by path."""
    return {result.path: _text(result, view) for result in report.files}


def _text(result: FileResult, view: View) -> str:
    return result.fixed if view.fixed and result.applied else result.text


def applicable(found: Finding, view: View) -> bool:
    """Whether `fix` with the same settings would apply the finding's fix."""
    return found.fix is not None and (
        found.fix.safety is Safety.SAFE or (view.unsafe and found.fix.safety is Safety.UNSAFE)
    )


def mark(findings: Iterable[Finding], view: View) -> str:
    """`[*]` if all findings can be fixed, `[-]` if some, `[ ]` if none."""
    answers = {applicable(found, view) for found in findings}
    return "[*]" if answers == {True} else "[-]" if True in answers else "[ ]"


def summary(report: Report, view: View) -> str:
    """How many findings, how many of them can be fixed, and what is hidden. Ends with a newline."""
    return "".join(line + "\n" for line in _summary(report, view))


def _summary(report: Report, view: View) -> Iterator[str]:
    findings = ordered(report, view)
    if findings:
        fixable = sum(applicable(found, view) for found in findings)
        more = (
            sum(found.fix is not None and found.fix.safety is Safety.UNSAFE for found in findings)
            if not view.unsafe
            else 0
        )
        hints = [f"{fixable} fixable"] if fixable else []
        hints += [f"{more} {'more ' if fixable else 'fixable '}with --unsafe-fixes"] if more else []
        yield f"Found {_count(len(findings), 'finding')}" + (f" ({', '.join(hints)})" if hints else "") + "."
    else:
        yield f"No findings in {_count(report.checked or len(report.files), 'file')}."
    if hidden := len(report.findings) - len(findings):
        yield f"{hidden} info hidden, --show-info shows them."
    silent, known = (sum(getattr(result, what) for result in report.files) for what in ("suppressed", "known"))
    if silent or known:
        parts = [f"{silent} silenced by comments"] if silent else []
        yield ", ".join([*parts, *([f"{known} known from the baseline"] if known else [])]) + "."


def counts(report: Report) -> dict[str, int]:
    """How many fixes a run applied, how many are left at each level, and how many findings and files had none."""
    loud = [found for found in report.findings if found.severity is not Severity.INFO]
    levels = {
        level: len({(found.path, found.fix.id) for found in report.findings if found.fix and found.fix.safety is level})
        for level in Safety
    }
    return {
        "fixed": sum(len({fix.id for fix in result.applied}) for result in report.files),
        "safe": levels[Safety.SAFE],
        "unsafe": levels[Safety.UNSAFE],
        "sketched": levels[Safety.DISPLAY],
        "refused": sum(found.refusal is not None for found in loud),
        "skipped": sum(bool(result.skipped) for result in report.files),
    }


def fix_summary(report: Report, view: View, *, dry: bool = False) -> str:
    """What a fixing run did (`dry`: would do): `12 fixed, 3 need review (unsafe), 2 refused, 1 skipped`."""
    number = counts(report)
    said = {
        "fixed": "would be fixed" if dry else "fixed",
        "safe": "not fixed yet",
        "unsafe": "need review (unsafe)" if number["unsafe"] != 1 else "needs review (unsafe)",
        "sketched": "only sketched",
        "refused": "refused",
        "skipped": "skipped",
    }
    hint = "; --unsafe-fixes applies the unsafe ones" if number["unsafe"] and not view.unsafe else ""
    return (", ".join(f"{number[key]} {what}" for key, what in said.items() if number[key]) or "nothing to fix") + hint


def reason(found: Finding) -> str:
    """Why a finding that a run left was not fixed; "" if nothing is known of that."""
    if found.refusal is not None:
        return f"refused: {found.refusal.reason}"
    if found.fix is None or found.fix.safety is Safety.SAFE:
        return ""
    level = "needs review (unsafe)" if found.fix.safety is Safety.UNSAFE else "only sketched"
    return f"{level}: {'; '.join(each.rstrip('.') for each in found.fix.reasons) or found.fix.title}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
