"""Findings in, text out: one file per format. Renderers are imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View

FORMATS = ("concise", "json", "text")


def render(name: str, report: Report, view: View) -> str:
    """The report in the format of that name (one of `FORMATS`), every line ended."""
    text: str = import_module(f"letgo.outputs.{name}").render(report, view)
    return text


def render_statistics(name: str, report: Report, view: View) -> str:
    """The report as counts per rule: JSON for the json format, a table for the others."""
    from letgo.outputs import statistics

    return statistics.render_json(report, view) if name == "json" else statistics.render(report, view)
