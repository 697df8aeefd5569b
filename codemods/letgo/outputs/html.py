"""A review page: one HTML file that works offline, shows every finding on its path, and gives the patch of a choice.

The page is three files of `review/` put into one. All that comes from the analysed code travels as JSON, with the
characters that could end its element escaped, and the page's script only ever shows it as text; a content security
policy lets no other script run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from letgo.model import Edit, FileResult, Finding, Fix, Position, Report, Span, Step
from letgo.outputs.diff import header_name
from letgo.outputs.lines import apply
from letgo.outputs.view import View, ordered, shown

Importing = Callable[[str, Iterable[str]], Edit | None]
AROUND = 5  # rows shown, and kept for patches, before and behind what matters
MANY = 4  # helpers of one file of which every subset gets its own import
_ASSETS = Path(__file__).parent / "review"


def render(report: Report, view: View, importing: Importing, said: str) -> str:
    """The page of a report: what remains can be chosen, what was fixed is shown.

    `importing` gives the edit that imports helpers into a text, `said` is what the run came to. Rows of findings are
    those of the text on disk.
    """
    style, script = ((_ASSETS / f"page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    made = (_ASSETS / "page.html").read_text(encoding="utf-8")
    data = json.dumps(_data(report, view, importing, said), separators=(",", ":"), ensure_ascii=True)
    for char in "<>&":
        data = data.replace(char, f"\\u{ord(char):04x}")
    for mark, text in {
        "%STYLE-HASH%": _hash(style), "%SCRIPT-HASH%": _hash(script), "%STYLE%": style, "%SCRIPT%": script,
        "%DATA%": data,
    }.items():  # fmt: skip
        made = made.replace(mark, text)
    return made


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(report: Report, view: View, importing: Importing, said: str) -> dict[str, Any]:
    texts = {each.path: each.fixed if view.fixed and each.applied else each.text for each in report.files}
    names = {each.path: shown(each.path, report, view) for each in report.files}
    pages = {each.path: _File(each, names[each.path], texts[each.path], importing) for each in report.files}
    findings = [_finding(each, pages, report, view, done=False) for each in ordered(report, view, everything=True)]
    old = {each.path: _File(each, names[each.path], each.text, importing) for each in report.files if each.settled}
    done = [_finding(each, old, report, view, done=True) for file in report.files for each in file.settled]
    used = [page for page in pages.values() if page.rows]
    numbers = {page.result.path: number for number, page in enumerate(used)}
    before = [page for page in old.values() if page.rows]
    places = {page.result.path: len(used) + number for number, page in enumerate(before)}
    for each in findings:
        _link(each, numbers)
    for each in done:
        _link(each, places)
    return {
        "project": report.root.name,
        "summary": said.partition(";")[0],
        "files": [page.data() for page in (*used, *before)],
        "findings": [*findings, *done],
    }


def _link(found: dict[str, Any], numbers: dict[str, int]) -> None:
    found["file"] = numbers.get(found["file"], -1)
    for step in found["steps"]:
        step["file"] = numbers.get(step["file"], -1)


class _File:
    """One text: the rows that the page needs of it, and what its imports become for each set of helpers."""

    def __init__(self, result: FileResult, name: str, text: str, importing: Importing) -> None:
        self.result, self.name, self.text, self.importing = result, name, text, importing
        self.lines = [line + "\n" for line in text.split("\n")]
        self.lines[-1] = self.lines[-1][:-1]
        if not self.lines[-1]:
            self.lines.pop()
        self.rows: set[int] = set()
        self.helpers: set[str] = set()

    def keep(self, first: int, last: int) -> None:
        self.rows.update(range(max(1, first - AROUND), min(len(self.lines), last + AROUND) + 1))

    def changes(self, edits: Sequence[Edit]) -> list[dict[str, Any]]:
        """Edits as runs of whole rows: from row `first` up to but without `behind`."""
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
            start, end = edit.span.start, edit.span.end
            behind = end.row if end.column == 1 and start.column == 1 else end.row + 1
            if groups and start.row < groups[-1][1]:
                groups[-1] = (groups[-1][0], max(behind, groups[-1][1]), [*groups[-1][2], edit])
            else:
                groups.append((start.row, behind, [edit]))
        return [self._change(*group) for group in groups]

    def _change(self, first: int, behind: int, edits: list[Edit]) -> dict[str, Any]:
        text = "".join(self.lines[first - 1 : behind - 1])
        moved = [Edit(Span(_up(each.span.start, first), _up(each.span.end, first)), each.content) for each in edits]
        made = apply(text, moved).split("\n")
        new = [line + "\n" for line in made[:-1]] + ([made[-1]] if made[-1] else [])
        self.keep(first, behind)
        return {"first": first, "behind": behind, "rows": new, **self._raw(new)}

    def _raw(self, rows: Sequence[str]) -> dict[str, Any]:
        """The rows' bytes as one character each, where they aren't UTF-8."""
        if self.result.encoding == "utf-8":
            return {}
        return {"raw": [row.encode(self.result.encoding, "replace").decode("latin-1") for row in rows]}

    def fix(self, fix: Fix) -> dict[str, Any]:
        whole = self.importing(self.text, fix.helpers) is None
        self.helpers.update(fix.helpers)
        changes = self.changes(fix.edits if whole else fix.edits[1:])
        return {
            "id": fix.id, "level": fix.safety.value, "title": fix.title, "reasons": list(fix.reasons),
            "helpers": [] if whole else sorted(fix.helpers), "changes": changes,
        }  # fmt: skip

    def data(self) -> dict[str, Any]:
        imports = {}
        for size in range(1, len(self.helpers) + 1 if len(self.helpers) <= MANY else 2):
            for some in combinations(sorted(self.helpers), size):
                edit = self.importing(self.text, some)
                if edit is not None:
                    imports[" ".join(some)] = self.changes([edit])[0]
        rows = {number: self.lines[number - 1] for number in sorted(self.rows)}
        made = {"name": self.name, "bom": self.result.bom, "total": len(self.lines), "rows": rows, "imports": imports}
        if self.result.encoding != "utf-8":
            raw = [row.encode(self.result.encoding, "replace").decode("latin-1") for row in rows.values()]
            made["raw"] = dict(zip(rows, raw, strict=True))
        names = [os.fsdecode(header_name(side, self.result.path)) for side in (b"a/", b"b/")]
        return {**made, "names": names if all(map(_is_text, names)) else None}


def _up(place: Position, first: int) -> Position:
    return Position(place.row - first + 1, place.column)


def _is_text(name: str) -> bool:
    return not any(0xD800 <= ord(char) < 0xE000 for char in name)


def _finding(found: Finding, pages: dict[str, _File], report: Report, view: View, *, done: bool) -> dict[str, Any]:
    file = pages[found.path]
    file.keep(found.span.start.row, found.span.start.row)
    steps = [_step(step, pages, report, view) for step in (*found.related, *found.trace)]
    return {
        "code": found.code, "rule": found.name, "severity": found.severity.value, "message": found.message,
        "scope": found.scope, "file": found.path, "path": shown(found.path, report, view), "span": _span(found.span),
        "cost": found.resource.cost.value if found.resource else "", "steps": steps, "done": done,
        "fix": file.fix(found.fix) if found.fix is not None else None,
        "refusal": found.refusal.reason if found.refusal else "",
    }  # fmt: skip


def _step(step: Step, pages: dict[str, _File], report: Report, view: View) -> dict[str, Any]:
    if step.path in pages:
        pages[step.path].keep(step.span.start.row, step.span.start.row)
    return {
        "message": step.message, "file": step.path, "path": shown(step.path, report, view), "span": _span(step.span),
    }  # fmt: skip


def _span(span: Span) -> list[int]:
    return [span.start.row, span.start.column, span.end.row, span.end.column]
