"""Fixes of one file put together: which of them can stand side by side, and the text that they make.

Part of the pipeline. A `Fix` says all that is needed, so this works on fixes of an earlier run or another process, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from letgo.flow.language import Language
from letgo.model import Edit, Fix, Position, Safety, Span


def chosen(text: str, fixes: Iterable[Fix], language: Language) -> list[Fix]:
    """Of the fixes of one text those that can all be applied, each once. Where two touch, the one that does more stays.

    An unsafe fix comes before a safe one: it was made together with the safe ones of its function, and holds them.
    """
    kept: list[Fix] = []
    once = {fix.id: fix for fix in fixes}
    for fix in sorted(once.values(), key=lambda fix: (fix.safety is Safety.SAFE, -len(fix.edits), fix.id)):
        if not any(touch(text, fix, other, language) for other in kept):
            kept.append(fix)
    return kept


def touch(text: str, one: Fix, other: Fix, language: Language) -> bool:
    """Whether two fixes change the same rows, or rows side by side. What both import doesn't count."""
    return any(
        left.span.start.row <= _behind(right) and right.span.start.row <= _behind(left)
        for left in changes(text, one, language)
        for right in changes(text, other, language)
    )


def _behind(edit: Edit) -> int:
    return edit.span.end.row + (edit.span.end.column > 1)


def changes(text: str, fix: Fix, language: Language) -> tuple[Edit, ...]:
    """The edits of a fix without that of the imports."""
    return fix.edits if import_of(text, fix.helpers, language) is None else fix.edits[1:]


def compose(text: str, fixes: Sequence[Fix], language: Language) -> str:
    """The text with all fixes applied, their imports added once for all. Raises `ValueError` if two of them touch."""
    edits = [edit for fix in fixes for edit in changes(text, fix, language)]
    needed = import_of(text, [helper for fix in fixes for helper in fix.helpers], language)
    return apply(text, [needed, *edits] if needed else edits)


def import_of(text: str, helpers: Iterable[str], language: Language) -> Edit | None:
    """The edit that imports those helpers (dotted names of one module), or None if there is nothing to import."""
    names = frozenset(helpers)
    edit = language.import_edit(text, names) if names else None
    if edit is None:
        return None
    end = "\r\n" if text.split("\n", 1)[0].endswith("\r") else "\n"
    return Edit(Span(Position(edit.first, 1), Position(edit.last + 1, 1)), "".join(line + end for line in edit.lines))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits in it, rows ending at LF. Raises `ValueError` where they overlap."""
    starts = [0]
    for row in text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    made, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        start, end = (starts[place.row - 1] + place.column - 1 for place in (edit.span.start, edit.span.end))
        if not done <= start <= end <= len(text) + 1:
            raise ValueError(f"edits overlap at row {edit.span.start.row}")
        made += [text[done:start], edit.content]
        done = end
    return "".join([*made, text[done:]])
