"""The `rdjsonl` format: reviewdog's diagnostics as in `rdjson`, one object per line."""

from __future__ import annotations

import json

from letgo.model import Report
from letgo.outputs.rdjson import diagnostics
from letgo.outputs.view import View


def render(report: Report, view: View) -> str:
    """One line per diagnostic; nothing if there are none."""
    return "".join(json.dumps(one) + "\n" for one in diagnostics(report, view))
