"""Comments for findings that are to be silenced: text in, text out. Nothing but comments changes, or nothing at all."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from letgo.model import Finding
from letgo.python.comments import FILE, IGNORE, Line, Suppression, logical_lines, read, with_codes
from letgo.wanted.levels import OWN

WIDTH = 100  # a comment that would make a line longer stands above it


def marks(findings: Iterable[Finding]) -> list[tuple[int, str]]:
    """Row and code of each finding that a comment can silence."""
    return [(each.span.start.row, each.code) for each in findings if not each.code.startswith(OWN)]


def added(text: str, wanted: Sequence[tuple[int, str]], reason: str = "") -> str:
    """The text with a comment for each row and code; as it was if it can't be read, or would not mean the same then."""
    try:
        lines = logical_lines(text)
    except ValueError:
        return text
    codes: dict[int, set[str]] = {}
    for row, code in wanted:
        number = next((number for number, each in enumerate(lines) if each.first <= row <= each.last), None)
        if number is not None:
            codes.setdefault(number, set()).add(code)
    have = {each.first: each for each in read(text) if each.verb == IGNORE and not each.problem}
    rows = text.split("\n")
    for number in sorted(codes, reverse=True):
        line = lines[number]
        _write(rows, line, frozenset(codes[number]), have.get(line.first), " ".join(reason.split()))
    made = "\n".join(rows)
    return made if _same(text, made) else text


def added_for_file(text: str, codes: Iterable[str]) -> str:
    """The text with one comment that silences those codes in all of it, above its first statement and docstring.

    As it was if it can't be read.
    """
    try:
        lines = logical_lines(text)
    except ValueError:
        return text
    rows = text.split("\n")
    wanted = frozenset(codes)
    have = next((each for each in read(text) if each.verb == FILE and not each.problem), None)
    if have is not None:
        rows[have.row - 1] = with_codes(rows[have.row - 1], have, wanted)
    else:
        first = next((each.first for each in lines if each.first), 1)
        end = "\r" if rows[0].endswith("\r") else ""
        rows.insert(first - 1, f"# letgo: {FILE}[{', '.join(sorted(wanted))}]{end}")
    made = "\n".join(rows)
    return made if _same(text, made) else text


def _write(rows: list[str], line: Line, codes: frozenset[str], have: Suppression | None, reason: str) -> None:
    if have is not None:
        rows[have.row - 1] = with_codes(rows[have.row - 1], have, codes)
        return
    comment = f"# letgo: {IGNORE}[{', '.join(sorted(codes))}]" + (f" {reason}" if reason else "")
    row = rows[line.first - 1]
    end = "\r" if row.endswith("\r") else ""
    body = row.removesuffix("\r")
    short = len(body) + 2 + len(comment) <= WIDTH
    if line.first == line.last and not line.comments and short:
        rows[line.first - 1] = f"{body.rstrip()}  {comment}{end}"
    else:
        rows.insert(line.first - 1, f"{body[: len(body) - len(body.lstrip())]}{comment}{end}")


def _same(old: str, new: str) -> bool:
    try:
        return ast.dump(ast.parse(old)) == ast.dump(ast.parse(new))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
