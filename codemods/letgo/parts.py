"""The fixes of a run as parts that can be reviewed, applied and taken back one by one.

A part holds fixes of one level (safe or unsafe) and of one rule, folder, owner or file. Two fixes of a level that no
patch could tell apart (they share an import, or stand within each other's context) stay in one part. Of different
levels they can't: such parts apply each alone, and after one another as `git apply -3` does; where even that would
conflict, the unsafe fix is held back until the safe one is in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from letgo import pipeline
from letgo.config import Settings
from letgo.model import Edit, FileResult, Finding, Fix, Report, Safety

WAYS = ("rule", "dir", "owner", "file")
CONTEXT = (3, 6, 12, 24, 48)  # rows around a change: as few as tell its place from all others of the file
Key = Callable[[str, Sequence[Finding]], str]


@dataclass(frozen=True, slots=True)
class Part:
    """Fixes that go together: `report` holds their files, with only these fixes applied and their findings settled.

    `shares` are the numbers (from 1) of parts that it shares an import or context with. `context` is how many rows
    around a change its patch must show.
    """

    key: str
    safety: Safety
    report: Report
    shares: tuple[int, ...] = ()
    context: int = CONTEXT[0]


@dataclass(frozen=True, slots=True)
class Held:
    """A finding whose fix is in no part, because it can't stand beside a safe one."""

    finding: Finding
    reason: str


@dataclass(slots=True)
class _Piece:
    """Fixes of one file and level that stay together, and the pieces of the other level that they share rows with."""

    result: FileResult
    safety: Safety
    fixes: list[Fix]
    context: int
    key: str = ""
    shares: list[_Piece] = field(default_factory=list)

    @property
    def findings(self) -> tuple[Finding, ...]:
        mine = {fix.id for fix in self.fixes}
        return tuple(each for each in self.result.findings if each.fix is not None and each.fix.id in mine)


def split(report: Report, settings: Settings, key: Key) -> tuple[list[Part], list[Held]]:
    """The wanted fixes of a checked project as parts, safe ones first and then by key; and what is held back.

    `key` says from a file's name and findings what part they go to.
    """
    pieces: list[_Piece] = []
    held: list[Held] = []
    for result in report.files:
        fixes = pipeline.wanted(result, settings)
        made, back = _pieces(result, fixes) if fixes else ([], [])
        pieces += made
        held += back
    groups: dict[tuple[bool, str], list[_Piece]] = {}
    for piece in pieces:
        piece.key = key(piece.result.path, piece.findings)
        groups.setdefault((piece.safety is not Safety.SAFE, piece.key), []).append(piece)
    ordered = [groups[name] for name in sorted(groups)]
    numbers = {id(piece): number for number, group in enumerate(ordered, 1) for piece in group}
    return [_part(group, numbers, report) for group in ordered], held


def _part(group: list[_Piece], numbers: dict[int, int], report: Report) -> Part:
    by_file: dict[str, list[_Piece]] = {}
    for piece in group:
        by_file.setdefault(piece.result.path, []).append(piece)
    results = []
    for pieces in by_file.values():
        result, fixes = pieces[0].result, [fix for piece in pieces for fix in piece.fixes]
        settled = tuple(each for piece in pieces for each in piece.findings)
        fixed = pipeline.composed(result.text, fixes)
        results.append(replace(result, findings=(), fixed=fixed, applied=tuple(fixes), settled=settled))
    shares = sorted({numbers[id(other)] for piece in group for other in piece.shares})
    made = replace(report, files=tuple(results), checked=len(results))
    return Part(group[0].key, group[0].safety, made, tuple(shares), max(piece.context for piece in group))


def _pieces(result: FileResult, fixes: list[Fix]) -> tuple[list[_Piece], list[Held]]:
    """One file's fixes in pieces that patches can tell apart."""
    for context in CONTEXT:
        pieces = _grown(result, fixes, context)
        if len(pieces) == 1 or all(_once(result.text, piece, context) for piece in pieces):
            break
    held: list[Held] = []
    safe = [piece for piece in pieces if piece.safety is Safety.SAFE]
    kept = list(safe)
    for piece in pieces:
        if piece.safety is Safety.SAFE:
            continue
        if any(_clash(piece, other) for other in safe):
            reason = "its import needs the same row as that of a safe fix; run again when that is in"
            held += [Held(finding, reason) for finding in piece.findings]
            continue
        piece.shares = [other for other in safe if _near(piece.fixes, other.fixes, context)]
        for other in piece.shares:
            other.shares.append(piece)
        kept.append(piece)
    return kept, held


def _grown(result: FileResult, fixes: list[Fix], context: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    for fix in fixes:
        near = [piece for piece in pieces if piece.safety is fix.safety and _near(piece.fixes, [fix], context)]
        pieces = [piece for piece in pieces if piece not in near]
        together = [*(each for piece in near for each in piece.fixes), fix]
        pieces.append(_Piece(result, fix.safety, together, context))
    return pieces


def _near(some: Sequence[Fix], others: Sequence[Fix], context: int) -> bool:
    """Whether a patch of the one would show rows that the other changes."""
    return any(
        left.span.start.row < _behind(right) + context and right.span.start.row < _behind(left) + context
        for left in _edits(some)
        for right in _edits(others)
    )


def _edits(fixes: Sequence[Fix]) -> list[Edit]:
    return [edit for fix in fixes for edit in fix.edits]


def _behind(edit: Edit) -> int:
    return edit.span.end.row + (edit.span.end.column > 1)


def _once(text: str, piece: _Piece, context: int) -> bool:
    """Whether the rows that its patch shows stand nowhere else in the text, wherever other parts may move them."""
    rows = text.split("\n")
    for edit in _edits(piece.fixes):
        start, behind = max(0, edit.span.start.row - 1 - context), _behind(edit) - 1 + context
        shown = rows[start:behind]
        places = range(len(rows) - len(shown) + 1)
        if sum(rows[place : place + len(shown)] == shown for place in places) > 1:
            return False
    return True


def _clash(piece: _Piece, other: _Piece) -> bool:
    """Whether both change the same rows, and not in the same way: what one of them is about is no longer there."""
    return any(
        left != right and left.span.start.row <= _behind(right) and right.span.start.row <= _behind(left)
        for left in _edits(piece.fixes)
        for right in _edits(other.fixes)
    )
