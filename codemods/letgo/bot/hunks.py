"""The patch of one file, as the API gives it: which rows of the new text it shows, and which of them it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_HEAD = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A part of a patch: its first row in the new text, and its rows there; `changed` are new or follow a deletion."""

    first: int
    rows: tuple[str, ...]
    changed: frozenset[int]

    @property
    def last(self) -> int:
        """Its last row in the new text; before the first if it only deletes."""
        return self.first + len(self.rows) - 1


def hunks(patch: str) -> list[Hunk]:
    """The hunks of a patch that begins at its first `@@`; [] for none (a binary file, or one too large to show)."""
    parts: list[tuple[int, list[str]]] = []
    for line in patch.split("\n"):
        if head := _HEAD.match(line):
            parts.append((int(head[1]), []))
        elif parts:
            parts[-1][1].append(line)
    return [_hunk(first, lines) for first, lines in parts]


def _hunk(first: int, lines: Iterable[str]) -> Hunk:
    rows: list[str] = []
    changed: set[int] = set()
    for line in lines:
        sign, text = line[:1], line[1:]
        if sign == "-":
            changed.add(first + len(rows))
        elif sign in ("+", " "):
            changed.update([first + len(rows)] if sign == "+" else [])
            rows.append(text)
    return Hunk(first, tuple(rows), frozenset(changed))


def fits(parts: Sequence[Hunk], text: str) -> bool:
    """Whether the patch is of that text: what a comment on a row says must be about the row that GitHub shows."""
    lines = [_shown(row) for row in text.split("\n")]
    return all(lines[part.first - 1 : part.last] == [_shown(row) for row in part.rows] for part in parts)


def _shown(row: str) -> str:
    return row.removeprefix("\ufeff").rstrip("\r")


def ranges(parts: Sequence[Hunk]) -> Iterator[tuple[int, int]]:
    """First and last row of each hunk that shows any."""
    yield from ((part.first, part.last) for part in parts if part.rows)
