"""Rows and columns of a text as Python counts them: where they are, what edits make of them, how wide they print.

A row ends at LF, CR LF or a lone CR, and nowhere else (not at a form feed, not at U+2028).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from letgo.model import Edit, Position

TAB = 4
_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def rows(text: str) -> list[str]:
    """The rows of a text, each with its line ending."""
    return _ROW.findall(text)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied. Raises `ValueError` if two of them overlap or one lies outside."""
    starts = [0]
    for row in rows(text):
        starts.append(starts[-1] + len(row))
    made, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        start, end = _offset(edit.span.start, starts), _offset(edit.span.end, starts)
        if not done <= start <= end:
            raise ValueError(f"edits overlap at row {edit.span.start.row}")
        made += [text[done:start], edit.content]
        done = end
    return "".join([*made, text[done:]])


def _offset(place: Position, starts: list[int]) -> int:
    if not 1 <= place.row <= len(starts) or starts[place.row - 1] + place.column - 1 > starts[-1]:
        raise ValueError(f"row {place.row} column {place.column} is outside the text")
    return starts[place.row - 1] + place.column - 1


def hunks(before: str, after: str, context: int = 1) -> Iterator[list[tuple[int | None, str, str]]]:
    """The changed places, each as lines of (row in the new text, or None if it is gone; sign; text without its end)."""
    old, new = rows(before), rows(after)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    first, last = max(0, first - context), max(0, last - context)
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    for group in SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(context):
        made: list[tuple[int | None, str, str]] = []
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                made += [(first + row + 1, " ", bare(b[row])) for row in range(j1, j2)]
                continue
            made += [(None, "-", bare(line)) for line in a[i1:i2]]
            made += [(first + row + 1, "+", bare(b[row])) for row in range(j1, j2)]
        yield made


def bare(row: str) -> str:
    """A row without its line ending."""
    return row.rstrip("\r\n")


def printable(text: str) -> str:
    """The text as a terminal may show it: tabs as spaces, control characters as their pictures."""
    text = text.replace("\t", " " * TAB)
    return text if text.isprintable() else "".join(map(_picture, text))


def _picture(char: str) -> str:
    if ord(char) < 32:
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\u2421"
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in _BIDI:
        return "\ufffd"
    return char


_BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # would let a line print as another one


def width(text: str) -> int:
    """How many terminal cells `printable` text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
