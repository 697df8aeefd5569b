"""A text for the pull request of one part: what it changes and why, how sure that is, and how to apply it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letgo.model import Report, Safety
from letgo.outputs.markdown import code
from letgo.outputs.markdown import render as summary
from letgo.outputs.view import View

LEVELS = {
    Safety.SAFE: "These fixes are **safe**: the behaviour stays the same, but for the earlier release.",
    Safety.UNSAFE: "These fixes are **unsafe**: right in most programs, but a person should look; why stands below.",
    Safety.DISPLAY: "",
}


def render(report: Report, view: View, key: str, safety: Safety, patch: str, shares: Sequence[str]) -> str:
    """The text in Markdown; `report` holds only the part, `patch` is its file's name, `shares` those of other parts."""
    findings = [found for result in report.files for found in result.settled]
    rules = sorted({f"{found.code} {found.name}" for found in findings})
    count = len(report.files)
    where = f"{count:,} file{'' if count == 1 else 's'}"
    lines = [
        f"# Let go of what is held too long: {code(key)} ({safety.value})\n",
        f"{LEVELS[safety]}\n",
        f"{len(findings):,} finding{'' if len(findings) == 1 else 's'} in {where}: {', '.join(rules)}.",
        f"`letgo explain {rules[0].split()[0]}` says what that is about.\n" if rules else "",
        f"Apply it with `git apply {patch}`.",
    ]
    if shares:
        names = ", ".join(f"`{name}`" for name in shares)
        lines.append(
            f"It shares rows with {names}: where that is in already, `git apply -3 {patch}` puts them together."
        )
    body = summary(replace(report, checked=0), view, short=True, title="What it fixes")
    return "\n".join(lines) + "\n\n" + body
