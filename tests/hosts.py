"""What a host does with what letgo gives it: take a review's comment and put its suggestion into the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letgo import outputs, pipeline
from letgo.config import Settings, override
from letgo.model import Report
from letgo.outputs.view import View

ROOT = Path("/nowhere")  # a folder that isn't there: the texts are the whole project
_OPENING = re.compile(r"^(`{3,})suggestion$")


@dataclass(frozen=True)
class Offer:
    """A suggestion as a person sees it: the file, its rows (both included), and the new rows."""

    path: str
    first: int
    last: int
    rows: tuple[str, ...]
    body: str = ""

    def accepted(self, text: str, newline: str = "\n") -> str:
        """The file after the click. Rows end at LF and nowhere else."""
        lines = text.split("\n")
        assert 1 <= self.first <= self.last <= len(lines)
        end = newline.removesuffix("\n")
        lines[self.first - 1 : self.last] = [row + end for row in self.rows]
        return "\n".join(lines)


def offer_of(comment: Mapping[str, Any]) -> Offer | None:
    """The suggestion of a review's comment, read as GitHub reads its Markdown. None if it has none."""
    rows: list[str] = []
    fence = ""
    for line in comment["body"].split("\n"):
        opening = _OPENING.match(line)
        if fence and line.strip() == fence:
            return Offer(
                comment["path"],
                comment.get("start_line", comment["line"]),
                comment["line"],
                tuple(rows),
                comment["body"],
            )
        if fence:
            rows.append(line)
        elif opening:
            fence = opening[1]
    assert not fence, "the fence is never closed"
    return None


def offers(report: Report, view: View) -> Iterator[Offer]:
    """The suggestions of the review of a report."""
    review = json.loads(outputs.render("github-review", report, view))
    yield from (offer for comment in review["comments"] if (offer := offer_of(comment)))


def check(texts: Mapping[str, bytes], settings: Settings) -> Report:
    """The findings in texts that are the whole project, with what each fix is by itself."""
    overlay = {ROOT / name: text for name, text in texts.items()}
    return pipeline.check(ROOT, list(overlay), override(settings, suggestions=True), overlay)
