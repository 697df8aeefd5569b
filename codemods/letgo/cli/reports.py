"""`--report` and `--summary-md`: what a run did, in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.cli.emit import save
from letgo.cli.guard import UsageError

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View

SUFFIXES = (".md", ".html", ".json")


def write_report(report: Report, path: Path, form: str, view: View, said: str = "", *, dry: bool = False) -> None:
    """Write one report (form: `.md`, `.html`, `.json` or `short`). Raises `UsageError` if that fails.

    `said` is the summary on a page, where it isn't that of the report.
    """
    if form == ".json":
        from letgo.outputs import json

        text = json.render_run(report, view, dry=dry)
    elif form == ".html":
        from letgo import pipeline
        from letgo.outputs import html
        from letgo.outputs.view import fix_summary

        text = html.render(report, view, pipeline.importing, said or fix_summary(report, view, dry=dry))
    else:
        from letgo.outputs import markdown

        text = markdown.render(report, view, dry=dry, short=form == "short")
    save(text.encode("utf-8", "backslashreplace"), path)


def known_report(paths: Sequence[Path]) -> None:
    """Raise `UsageError` for a report whose name doesn't say its form."""
    for path in paths:
        if path.suffix not in SUFFIXES:
            raise UsageError(f"--report: {path} should end in one of {', '.join(SUFFIXES)}")
