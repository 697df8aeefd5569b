"""Findings in, text out: one file per format. Renderers are imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View

FORMATS = (
    "concise", "github", "github-review", "gitlab", "json", "junit", "rdjson", "rdjsonl", "sarif", "text",
)  # fmt: skip
LINES = ("concise", "github", "text")  # for a log: several may share it; each of the others is a whole document
SUGGESTING = ("github-review", "json", "rdjson", "rdjsonl", "sarif")  # their fixes must be right alone (`Fix.alone`)


def render(name: str, report: Report, view: View) -> str:
    """The report in the format of that name (one of `FORMATS`), every line ended."""
    module = import_module(f"letgo.outputs.{name.replace('-', '_')}")
    text: str = module.render(report, view)
    return text


def render_statistics(name: str, report: Report, view: View) -> str:
    """The report as counts per rule: JSON for the json format, a table for the others."""
    from letgo.outputs import statistics

    return statistics.render_json(report, view) if name == "json" else statistics.render(report, view)
