"""Places in a text: the source at a span, which rows changed between two texts, and the functions of Python source."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from letgo.model import Span


def source_of(text: str, span: Span) -> str:
    """What stands at a span."""
    lines = text.split("\n")[span.start.row - 1 : span.end.row]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end.column - 1]
    lines[0] = lines[0][span.start.column - 1 :]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows `first` up to but without `behind` of an old text became rows `start` up to but without `end` of the new."""

    first: int
    behind: int
    start: int
    end: int


def changes(old: str, new: str) -> list[Change]:
    """What differs between two texts, in whole rows (1-based). What both begin or end with is never compared."""
    before, after = old.split("\n"), new.split("\n")
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle = difflib.SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    return [
        Change(first + head + 1, behind + head + 1, start + head + 1, end + head + 1)
        for tag, first, behind, start, end in middle.get_opcodes()
        if tag != "equal"
    ]


def carried(old: str, new: str, rows: frozenset[int]) -> frozenset[int]:
    """Rows of an old text as rows of the new: where one of them changed, all that it became."""
    if old == new:
        return rows
    made: set[int] = set()
    row, shift = 1, 0
    for change in changes(old, new):
        made.update(each + shift for each in rows if row <= each < change.first)
        if any(change.first <= each < change.behind for each in rows):
            made.update(range(change.start, change.end))
        row, shift = change.behind, change.end - change.behind
    made.update(each + shift for each in rows if each >= row)
    return frozenset(made)


@dataclass(frozen=True, slots=True)
class Function:
    """A function by its qualified name, with the rows from its first decorator to its end."""

    name: str
    first: int
    last: int


def functions(text: str) -> list[Function]:
    """The functions of a text, nested ones after the one around them; none if it does not parse."""
    try:
        return list(_functions(ast.parse(text), ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _functions(node: ast.AST, prefix: str) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
            yield Function(prefix + child.name, first, child.end_lineno or first)
            yield from _functions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        elif not isinstance(child, ast.expr):
            yield from _functions(child, prefix)
