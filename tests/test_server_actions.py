"""Which actions are offered for which findings, without a server: levels, sketches, functions, lesser clients."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lsprotocol import types

from letgo.config import Settings
from letgo.model import Edit, FileResult, Finding, Fix, Position, Safety, Severity, Span
from letgo.server import actions
from letgo.server.client import Client
from letgo.server.diagnostics import diagnostic
from letgo.server.places import Places
from letgo.server.seen import Seen

TEXT = "def f():\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    e = 5\n\n\nx = 6\n"
ALL = Client(lazy=True, versioned=True, disabled=True, preferred=True)


def finding(row: int, safety: Safety, scope: str = "f") -> Finding:
    span = Span(Position(row, 5), Position(row, 6))
    fix = Fix(f"fix{row}", safety, f"Fix row {row}", (Edit(span, "fixed"),), ("it may not hold",))
    return Finding(
        "LG101", "never-closed", Severity.WARNING, "m", "f.py", span, scope, fix=fix, fingerprint=f"mark{row}"
    )


def seen(*found: Finding) -> Seen:
    return Seen("file:///f.py", 7, FileResult("f.py", TEXT, found), Places(TEXT), Settings())


def offered(
    it: Seen, first: int, last: int, client: Client = ALL, only: list[str] | None = None
) -> list[types.CodeAction]:
    place = types.Range(types.Position(first - 1, 0), types.Position(last - 1, 0))
    asked = types.CodeActionParams(types.TextDocumentIdentifier(it.uri), place, types.CodeActionContext([], only))
    return actions.actions(it, asked, client, lambda each: diagnostic(each, it.uri, it.places, client, lambda _: None))


def edit_of(it: Seen, action: types.CodeAction, client: Client) -> types.WorkspaceEdit | None:
    assert isinstance(action.data, dict)
    return actions.edit(it, action.data, client)


def test_an_unsafe_fix_says_so_and_is_not_preferred() -> None:
    first = offered(seen(finding(2, Safety.UNSAFE)), 2, 2)[0]
    assert first.title == "Fix row 2 (unsafe)"
    assert first.is_preferred is False
    assert offered(seen(finding(2, Safety.SAFE)), 2, 2)[0].is_preferred is True


def test_a_sketch_is_never_taken() -> None:
    (sketch, *_) = offered(seen(finding(2, Safety.DISPLAY)), 2, 2)
    assert sketch.disabled is not None
    assert sketch.disabled.reason == "only a sketch: Fix row 2; it may not hold"
    assert all(
        each.disabled is None for each in offered(seen(finding(2, Safety.DISPLAY)), 2, 2, replace(ALL, disabled=False))
    )


def test_what_is_asked_for_together() -> None:
    it = seen(finding(2, Safety.SAFE), finding(4, Safety.UNSAFE), finding(6, Safety.SAFE), finding(9, Safety.SAFE, ""))
    titles = {each.title: each for each in offered(it, 2, 2)}
    edit = edit_of(it, titles["letgo: apply the safe fixes in f"], ALL)
    assert edit is not None
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 7
    assert [each.range.start.line for each in change.edits if isinstance(each, types.TextEdit)] == [1, 5]
    edit = edit_of(it, titles["letgo: apply the safe fixes in this file"], replace(ALL, versioned=False))
    assert edit is not None
    assert edit.changes is not None
    assert [each.range.start.line for each in edit.changes[it.uri]] == [1, 5, 8]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix"}),
        (["quickfix"], {"quickfix"}),
        (["source"], {"source.fixAll.letgo"}),
        (["source.fixAll"], {"source.fixAll.letgo"}),
        (["source.fixAll.letgo"], {"source.fixAll.letgo"}),
        (["source.fixAll.ruff"], set()),
        (["refactor"], set()),
    ],
)
def test_kinds(only: list[str] | None, kinds: set[str]) -> None:
    assert {str(each.kind) for each in offered(seen(finding(2, Safety.SAFE)), 2, 2, only=only)} == kinds


def test_all_fixes_of_a_file_are_the_safe_ones_even_if_the_settings_allow_more() -> None:
    it = replace(seen(finding(2, Safety.SAFE), finding(4, Safety.UNSAFE)), settings=Settings(unsafe_fixes=True))
    (action,) = offered(it, 1, 1, only=["source.fixAll"])
    edit = edit_of(it, action, replace(ALL, versioned=False))
    assert edit is not None
    assert edit.changes is not None
    assert [each.range.start.line for each in edit.changes[it.uri]] == [1]


def test_what_is_gone_has_no_edit() -> None:
    it = seen(finding(2, Safety.SAFE))
    (action, *_) = offered(it, 2, 2)
    assert edit_of(seen(finding(4, Safety.SAFE)), action, ALL) is None


def test_while_nobody_knows_no_edit_is_offered() -> None:
    (action,) = actions.later(ALL)
    assert action.disabled is not None
    assert "still looking" in action.disabled.reason
    assert action.data is None
    assert action.edit is None
    assert actions.later(replace(ALL, disabled=False)) == []
