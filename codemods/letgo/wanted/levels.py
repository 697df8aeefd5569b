"""How loud a finding is, and what its fix promises, as the settings have it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from letgo.config import Settings, longest
from letgo.model import Finding, Safety, Severity

TESTS = re.compile(
    r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|[^/]*_tests?|conftest)\.py$"
)  # where a fault ends with the run
OWN = "LG0"  # what letgo says of files and comments, which is the same in all of them


def loudness(finding: Finding, settings: Settings) -> Finding:
    """The finding with the severity that its code is given; without one, a step lower in test code."""
    chosen = [(len(selector), level) for selector, level in settings.severity if finding.code.startswith(selector)]
    if chosen:
        return replace(finding, severity=max(chosen, key=lambda pair: pair[0])[1])
    if finding.code.startswith(OWN) or not TESTS.search(finding.path):
        return finding
    lower = Severity.WARNING if finding.severity is Severity.ERROR else Severity.INFO
    return replace(finding, severity=lower)


def promised(findings: Sequence[Finding], settings: Settings) -> list[Finding]:
    """A file's findings, each fix with the level that the settings give it.

    A fix that settles several findings counts as safe only if every code among them lets it.
    """
    if not settings.extend_safe_fixes and not settings.extend_unsafe_fixes:
        return list(findings)
    levels: dict[str, list[Safety]] = defaultdict(list)
    for finding in findings:
        if finding.fix:
            levels[finding.fix.id].append(_level(finding.code, finding.fix.safety, settings))
    loudest = {name: max(each, key=list(Safety).index) for name, each in levels.items()}
    return [
        replace(finding, fix=replace(finding.fix, safety=loudest[finding.fix.id])) if finding.fix else finding
        for finding in findings
    ]


def _level(code: str, safety: Safety, settings: Settings) -> Safety:
    if safety is Safety.DISPLAY:
        return safety
    safe, unsafe = longest(code, settings.extend_safe_fixes), longest(code, settings.extend_unsafe_fixes)
    if safe < 0 and unsafe < 0:
        return safety
    return Safety.UNSAFE if unsafe >= safe else Safety.SAFE
