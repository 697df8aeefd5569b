"""Edits as a client wants them: the smallest ranges that make one text into another, all of the old text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from lsprotocol import types

from letgo.model import Edit
from letgo.server.places import Places


def text_edits(places: Places, edits: Iterable[Edit]) -> list[types.TextEdit]:
    """The edits of a fix. Rows that only move to the right get but their new indentation."""
    made = []
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        start, end = places.offset(edit.span.start), places.offset(edit.span.end)
        for first, last, content in smallest(places.text[start:end], edit.content):
            made.append(types.TextEdit(places.behind(start + first, start + last), content))
    return made


def between(places: Places, new: str) -> list[types.TextEdit]:
    """The edits that make the text into another one."""
    old = places.text
    head = _common(old, new)
    head = old.rfind("\n", 0, head) + 1
    tail = _common(old[head:][::-1], new[head:][::-1])
    behind = old.find("\n", len(old) - tail)
    tail = len(old) - behind - 1 if behind >= 0 else 0
    changed = smallest(old[head : len(old) - tail], new[head : len(new) - tail])
    return [types.TextEdit(places.behind(head + first, head + last), content) for first, last, content in changed]


def smallest(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Offsets in an old text and what stands there in the new one, in order. No two of them touch."""
    last: tuple[int, int, str] | None = None
    for each in _changes(old, new):
        if last is not None and last[1] == each[0]:
            last = last[0], each[1], last[2] + each[2]
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _changes(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    before, after = _rows(old), _rows(new)
    starts = [0, *accumulate(map(len, before))]
    matcher = SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        pairs = (
            [(i1 + step, i1 + step + 1, j1 + step, j1 + step + 1) for step in range(i2 - i1)]
            if tag == "equal"
            else [(i1, i2, j1, j2)]
        )
        for first, last, start, end in pairs:
            made = _trimmed("".join(before[first:last]), "".join(after[start:end]))
            if made is not None:
                yield starts[first] + made[0], starts[first] + made[1], made[2]


def _rows(text: str) -> list[str]:
    """The rows of a text, each with its LF."""
    rows = [row + "\n" for row in text.split("\n")]
    rows[-1] = rows[-1][:-1]
    return rows if rows[-1] else rows[:-1]


def _bare(rows: Sequence[str]) -> list[str]:
    return [row.lstrip(" \t") for row in rows]


def _trimmed(old: str, new: str) -> tuple[int, int, str] | None:
    """The one place where two texts differ; None if they don't. Never between CR and LF."""
    if old == new:
        return None
    head = _common(old, new)
    if old[head - 1 : head] == "\r":
        head -= 1
    tail = _common(old[head:][::-1], new[head:][::-1])
    if old[len(old) - tail : len(old) - tail + 1] == "\n" and "\r" in (
        old[len(old) - tail - 1 : len(old) - tail],
        new[len(new) - tail - 1 : len(new) - tail],
    ):
        tail -= 1
    return head, len(old) - tail, new[head : len(new) - tail]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
