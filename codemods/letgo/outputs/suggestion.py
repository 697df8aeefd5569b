"""Suggestions: fixes that a host applies with one click, each by itself. One range of whole rows, as small as can be.

Accepting one must leave working code, so it is made of a fix's `alone` forms only; where none fits, there is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from letgo.model import Finding, Fix, Report
from letgo.outputs.lines import apply, bare, rows
from letgo.outputs.view import View, applicable, texts

GAP = 10  # unchanged rows in a row that a suggestion may span to reach its next change
LONGEST = 40_000  # characters; a host's comment holds 65,536


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The rows `first` to `last` (1-based, both included) become `rows`. These bear no line ends and are never none.

    `fix` is the form of the fix that it carries out.
    """

    fix: Fix
    first: int
    last: int
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        """The new rows, without a newline at the end."""
        return "\n".join(self.rows)

    def fenced(self) -> str:
        """The block that GitHub and GitLab offer for one click; its fence is longer than any in the text."""
        marks = fence(self.text)
        return f"{marks}suggestion\n{self.text}\n{marks}\n"


def fence(text: str) -> str:
    """Backticks, at least three, and more than stand in a row anywhere in the text."""
    return "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))


def suggested(findings: Sequence[Finding], report: Report, view: View) -> Iterator[Suggestion | None]:
    """The suggestion for each finding, in their order. A fix is suggested once, and each row by one suggestion only.

    A file in an encoding of its own gets none: hosts take what they apply for UTF-8.
    """
    odd = {result.path for result in report.files if result.encoding.lower() not in ("utf-8", "ascii")}
    sources = {path: text for path, text in texts(report, view).items() if path not in odd}
    taken: dict[str, list[Suggestion]] = defaultdict(list)
    settled: set[tuple[str, str]] = set()
    for found in findings:
        key = (found.path, found.fix.id if found.fix else "")
        made = None if key in settled else _suggestion(found, sources.get(found.path, ""), view)
        if made and any(made.first <= other.last and other.first <= made.last for other in taken[found.path]):
            made = None
        if made:
            settled.add(key)
            taken[found.path].append(made)
        yield made


def _suggestion(found: Finding, text: str, view: View) -> Suggestion | None:
    if found.fix is None or not applicable(found, view):
        return None
    made = (narrowest(text, form) for form in found.fix.alone)
    return next((one for one in made if one and inside(found.path, one.first, one.last, view)), None)


def inside(path: str, first: int, last: int, view: View) -> bool:
    """Whether those rows lie in one hunk of the pull request. Without hunks they do."""
    return view.hunks is None or any(start <= first and last <= end for start, end in view.hunks.get(path, ()))


def narrowest(text: str, fix: Fix) -> Suggestion | None:
    """The fix's edits as one range of rows, none of which is there in vain. None if there is no such range.

    There is none if nothing changes, if changes lie far apart, or if a row holds what a comment can't carry.
    """
    places = sorted((edit.span.start.row, edit.span.end.row) for edit in fix.edits)
    if any(after[0] - before[1] > GAP for before, after in pairwise(places)):
        return None
    try:
        old, new = rows(text), rows(apply(text, fix.edits))
    except ValueError:
        return None
    head = _same(old, new)
    return _ranged(fix, old, new, head, _same(old[head:][::-1], new[head:][::-1]))


def _same(left: Sequence[str], right: Sequence[str]) -> int:
    """How many rows are the same from the start on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _ranged(fix: Fix, old: list[str], new: list[str], head: int, tail: int) -> Suggestion | None:
    """What lies between. Where one side is empty a neighbouring row joins: a host's range and fence never are."""
    if head + tail == len(old) == len(new):
        return None
    if head + tail in (len(old), len(new)):
        head, tail = (head, tail - 1) if tail else (head - 1, tail)
    if head < 0:
        return None
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    same_end = before[-1].endswith("\n") == after[-1].endswith("\n")
    made = Suggestion(fix, head + 1, head + len(before), tuple(bare(row) for row in after))
    return made if same_end and len(made.text) <= LONGEST and not any(map(_lost, made.text)) else None


def _lost(char: str) -> bool:
    """Whether a comment may lose the character or take it for a line's end."""
    return char not in "\t\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
