"""The words of a text, told without parsing it: what it mentions, seems to define, imports, and says in comments."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_WORD = re.compile(r"[A-Za-z_]\w*")
_IMPORT = re.compile(r"\b(?:from|import)\b(?:[^\n(\\]|\\\r?\n)*(?:\([^)]*\))?")
_STAR = re.compile(r"\bimport\s*\(?\s*\*")
_INSIDE = frozenset(bytes([byte]) for byte in range(256) if byte > 127 or chr(byte).isalnum() or chr(byte) == "_")
_DEFINES = re.compile(  # a line's beginning is looked for by the LF before it: `^` would be tried at each character
    r"\n[ \t]*+(?=[acd@])(?:(?:async[ \t]+)?def[ \t]+(\w+)"
    r"|class[ \t]+(\w+)(?:[ \t]*(?:\(([^:]*)\))?[ \t]*:)?|@[ \t]*([\w.]+))"
)
_REMARK = re.compile(r"(?:^|\s)#+:?\s*(.*)$")
_TO_BLANK = bytes(byte if chr(byte).isalnum() or byte == ord("_") else 32 for byte in range(128)) + bytes(128)
_POOL: dict[str, str] = {}  # one object per identifier, over all files


def identifiers(text: str) -> frozenset[str]:
    """The words of a text, each shared between files; numbers count as words where that is quicker."""
    if text.isascii():
        found = set(text.encode("ascii").translate(_TO_BLANK).decode("ascii").split())
    else:
        found = set(_WORD.findall(text))
    shared = set(map(_POOL.setdefault, found, found))
    return frozenset(shared)  # a copy has no more room than it needs; what grows word by word has up to four times that


def defined(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Bare names a text seems to define or build on: functions, classes, bases (and metaclasses), decorators."""
    functions: set[str] = set()
    classes: set[str] = set()
    bases: set[str] = set()
    decorators: set[str] = set()
    for function, clazz, parents, decorator in _DEFINES.findall(f"\n{text}"):
        if function:
            functions.add(function)
        elif clazz:
            classes.add(clazz)
            bases.update(_WORD.findall(parents))
        else:
            decorators.add(decorator.rpartition(".")[2])
    return frozenset(functions), frozenset(classes), frozenset(bases), frozenset(decorators)


def remarks(lines: Sequence[str]) -> list[str]:
    """What comments say; runs of lines that are nothing but comments are joined, for sentences go on."""
    found: list[str] = []
    joined = False
    for line in lines:
        said = _REMARK.search(line)
        alone = line.lstrip().startswith("#")
        if said and joined and alone:
            found[-1] += f" {said.group(1)}"
        elif said:
            found.append(said.group(1))
        joined = alone
    return found


def imported_words(text: str) -> frozenset[str]:
    """The identifiers on lines that import something: a library that isn't named there isn't used.

    What `import *` brings in is not known: then any word may be.
    """
    lines = "\n".join(_IMPORT.findall(text))
    return frozenset(_WORD.findall(text if _STAR.search(lines) else lines))


def rows_with(source: bytes, words: frozenset[str]) -> list[int]:
    """The rows (1-based, ascending) that hold one of the words as a whole."""
    places: set[int] = set()
    for word in (word.encode() for word in words):
        at = source.find(word)
        while at >= 0:
            end = at + len(word)
            if source[at - 1 : at] not in _INSIDE and source[end : end + 1] not in _INSIDE:
                places.add(at)
            at = source.find(word, end)
    rows: list[int] = []
    row, before = 1, 0
    for place in sorted(places):
        row += source.count(b"\n", before, place)
        before = place
        rows.append(row)
    return rows


def within(rows: Sequence[int], first: int, last: int) -> bool:
    """Whether one of the rows lies between these two."""
    index = bisect_left(rows, first)
    return index < len(rows) and rows[index] <= last
