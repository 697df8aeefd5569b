"""The editor's server, seen by clients that can do what Neovim and VS Code can: from an open file to a fixed one."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from letgo import check_source

ROOT = Path(__file__).parent.parent / "codemods"
LEAK = """\
import sqlite3


def names(path):
    conn = sqlite3.connect("𐐀.db")
    cur = conn.cursor()
    cur.execute("select '𐐀' from t", path)
    print("x")
    return cur.fetchall()
"""
WAIT = """\
import sqlite3
import threading
import time

LOCK = threading.Lock()


def slow():
    with LOCK:
        time.sleep(3)


def first(path):
    conn = sqlite3.connect(path)
    print(conn.execute("select 1").fetchone())


def second(path):
    conn = sqlite3.connect(path)
    print(conn.execute("select 2").fetchone())
"""
HELPER = "import sqlite3\n\n\ndef opened(path):\n    return sqlite3.connect(path)\n"
USER = "from helper import opened\n\n\ndef run(path):\n    c = opened(path)\n    c.execute('x')\n"
PATIENCE = 30  # seconds

pytestmark = pytest.mark.asyncio


def places(row: int, start: int, last: int, end: int) -> types.Range:
    return types.Range(types.Position(row, start), types.Position(last, end))


CONFIG = ClientServerConfig(
    server_command=[sys.executable, "-m", "letgo", "server"], server_env={**os.environ, "PYTHONPATH": str(ROOT)}
)


async def begin(client: LanguageClient, profile: str, folder: Path) -> None:
    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def registered(_params: types.RegistrationParams) -> None:
        pass

    (folder / "pyproject.toml").write_text("[tool.letgo]\n")
    await client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(profile),
            root_uri=folder.as_uri(),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "project")],
        )
    )


@pytest_lsp.fixture(config=CONFIG, params=["neovim@0.7.0", "neovim@0.11.0", "visual_studio_code"])  # type: ignore[untyped-decorator]
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path):  # type: ignore[no-untyped-def]
    await begin(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=CONFIG)  # type: ignore[untyped-decorator]
async def code(lsp_client: LanguageClient, tmp_path: Path):  # type: ignore[no-untyped-def]
    await begin(lsp_client, "visual_studio_code", tmp_path)
    yield
    await lsp_client.shutdown_session()


class Editor:
    """One document, as an editor holds it: its text changes by whole texts, and by the edits that the server sends."""

    def __init__(self, client: LanguageClient, path: Path, text: str) -> None:
        self.client = client
        self.path = path
        self.uri = path.as_uri()
        self.text = text
        self.version = 1
        item = types.TextDocumentItem(self.uri, "python", self.version, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, text: str) -> None:
        self.version += 1
        self.text = text
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri)))

    def save(self) -> None:
        self.path.write_bytes(self.text.encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(self.uri)))

    @property
    def pulls(self) -> bool:
        capabilities = self.client.capabilities
        assert capabilities is not None
        assert capabilities.text_document is not None
        return capabilities.text_document.diagnostic is not None

    async def found(self) -> list[types.Diagnostic]:
        """The diagnostics of the document as it is now, had as this client has them."""
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(types.TextDocumentIdentifier(self.uri))
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        await self.actions(0)  # an answer is about the newest text, and what is pushed comes before it
        return list(self.client.diagnostics.get(self.uri, []))

    async def actions(self, row: int, *only: str) -> list[types.CodeAction]:
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri),
                places(row, 0, row, 0),
                types.CodeActionContext([], list(only) or None),
            )
        )
        return [each for each in found or [] if isinstance(each, types.CodeAction)]

    async def take(self, action: types.CodeAction) -> None:
        """Resolve an action and apply its edits."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        edits: list[types.TextEdit] = []
        if action.edit.document_changes:
            ((change,)) = action.edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.uri == self.uri
            assert change.text_document.version == self.version
            edits = [each for each in change.edits if isinstance(each, types.TextEdit)]
        else:
            assert action.edit.changes
            edits = list(action.edit.changes[self.uri])
        self.change(applied(self.text, edits, self.wide))

    async def action(self, row: int, title: str) -> types.CodeAction:
        """The one quick fix of a row whose title holds those words."""
        found = await self.actions(row, "quickfix")
        fitting = [each for each in found if title in each.title and not each.disabled]
        assert len(fitting) == 1, [each.title for each in found]
        return fitting[0]

    @property
    def wide(self) -> str:
        general = self.client.capabilities and self.client.capabilities.general
        known = (general and general.position_encodings) or ["utf-16"]
        first = known[0]
        return first.value if isinstance(first, types.PositionEncodingKind) else first


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """The text with a client's edits in it, all of them of the old text."""
    coding = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]

    def offset(place: types.Position) -> int:
        rows = text.split("\n")
        unit = rows[place.line].encode(coding[0])[: place.character * coding[1]]
        return sum(len(row) + 1 for row in rows[: place.line]) + len(unit.decode(coding[0]))

    spans = sorted((offset(each.range.start), offset(each.range.end), each.new_text) for each in edits)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for start, end, new in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


async def test_from_an_open_file_to_a_fixed_one(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "jobs.py", LEAK)
    found = await editor.found()
    assert [each.code for each in found] == ["LG101", "LG101"]
    cursor = found[1]
    wide = {"utf-8": 4, "utf-16": 2}[editor.wide]
    assert found[0].range == places(4, 11, 4, 11 + len('sqlite3.connect(".db")') + wide)
    assert cursor.severity is types.DiagnosticSeverity.Warning
    assert cursor.source == "letgo"
    assert cursor.related_information
    assert "acquired here" in cursor.related_information[0].message
    if cursor.code_description is not None:
        assert cursor.code_description.href.endswith("/never-closed")
    action = await editor.action(4, "with block")
    await editor.take(action)
    assert "with closing(" in editor.text
    assert "from contextlib import closing" in editor.text
    editor.save()
    assert await editor.found() == []


async def test_edits_are_small_and_keep_line_endings(client: LanguageClient, tmp_path: Path) -> None:
    text = WAIT.replace("\n", "\r\n")
    editor = Editor(client, tmp_path / "jobs.py", text)
    action = await editor.action(13, "Hold conn in a with block")
    assert action.is_preferred is not False
    resolved = action if action.edit else await client.code_action_resolve_async(action)
    assert resolved.edit is not None
    changes = resolved.edit.document_changes or []
    for change in changes:
        assert isinstance(change, types.TextDocumentEdit)
        assert all(each.range.end.line - each.range.start.line <= 1 for each in change.edits)
    await editor.take(action)
    assert editor.text.count("\r\n") == editor.text.count("\n")
    assert editor.text == text.replace("import sqlite3\r\n", "import sqlite3\r\n", 1).replace(
        "import time\r\n", "import time\r\nfrom contextlib import closing\r\n", 1
    ).replace(
        '    conn = sqlite3.connect(path)\r\n    print(conn.execute("select 1").fetchone())\r\n',
        '    with closing(sqlite3.connect(path)) as conn:\r\n        print(conn.execute("select 1").fetchone())\r\n',
    )


async def test_all_safe_fixes_of_a_file(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "jobs.py", WAIT)
    assert not [each for each in await editor.actions(0) if each.kind == "source.fixAll.letgo"]
    (action,) = await editor.actions(0, "source.fixAll")
    assert action.kind == "source.fixAll.letgo"
    await editor.take(action)
    assert editor.text.count("with closing(") == 2
    assert editor.text.count("import closing") == 1
    assert [each.code for each in await editor.found()] == ["LG201"]
    assert await editor.actions(0, "source.fixAll") == []


async def test_a_refusal_says_why(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "jobs.py", WAIT)
    found = await editor.actions(9)
    disabled = [each for each in found if each.disabled]
    capabilities = client.capabilities
    assert capabilities is not None
    assert capabilities.text_document is not None
    assert capabilities.text_document.code_action is not None
    if capabilities.text_document.code_action.disabled_support:
        assert disabled
        assert disabled[0].disabled is not None
        assert "lock" in disabled[0].disabled.reason
    else:
        assert not disabled


@pytest.mark.parametrize(("where", "gone"), [("for this line", 1), ("for this file", 2)])
async def test_silencing(code: LanguageClient, tmp_path: Path, where: str, gone: int) -> None:
    editor = Editor(code, tmp_path / "jobs.py", WAIT)
    before = await editor.found()
    action = await editor.action(13, f"Silence LG101 {where}")
    await editor.take(action)
    assert len(await editor.found()) == len(before) - gone


async def test_an_action_on_an_old_text_is_taken_on_the_new_one_or_not_at_all(
    client: LanguageClient, tmp_path: Path
) -> None:
    editor = Editor(client, tmp_path / "jobs.py", WAIT)
    action = await editor.action(13, "with block")
    if action.edit is not None:
        pytest.skip("this client is sent the edits at once")
    editor.change("# a new first line 𐐀\n" + WAIT)
    resolved = await client.code_action_resolve_async(action)
    await editor.take(resolved)
    assert 'with closing(sqlite3.connect(path)) as conn:\n        print(conn.execute("select 1")' in editor.text
    editor.change("x = 1\n")
    with pytest.raises(JsonRpcException):
        await client.code_action_resolve_async(action)


async def test_an_open_buffer_wins_over_the_disk(code: LanguageClient, tmp_path: Path) -> None:
    helper = "import sqlite3\n\n\ndef opened(path):\n    return sqlite3.connect(path)\n"
    (tmp_path / "helper.py").write_text("def opened(path):\n    return path\n")
    editor = Editor(
        code,
        tmp_path / "jobs.py",
        "from helper import opened\n\n\ndef run(path):\n    c = opened(path)\n    c.execute('x')\n",
    )
    assert await editor.found() == []
    other = Editor(code, tmp_path / "helper.py", helper)
    await other.found()
    assert [each.code for each in await editor.found()] == ["LG101"]
    other.close()
    assert await editor.found() == []


async def test_files_that_others_change(code: LanguageClient, tmp_path: Path) -> None:
    helper = tmp_path / "helper.py"
    helper.write_text("def opened(path):\n    return path\n")
    editor = Editor(
        code,
        tmp_path / "jobs.py",
        "from helper import opened\n\n\ndef run(path):\n    c = opened(path)\n    c.execute('x')\n",
    )
    assert await editor.found() == []

    def told(kind: types.FileChangeType, path: Path) -> None:
        code.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), kind)])
        )

    helper.write_text("import sqlite3\n\n\ndef opened(path):\n    return sqlite3.connect(path)\n")
    told(types.FileChangeType.Changed, helper)
    assert [each.code for each in await editor.found()] == ["LG101"]
    helper.rename(tmp_path / "other.py")
    told(types.FileChangeType.Deleted, helper)
    told(types.FileChangeType.Created, tmp_path / "other.py")
    assert await editor.found() == []
    editor.change(editor.text.replace("helper", "other"))
    assert [each.code for each in await editor.found()] == ["LG101"]
    (tmp_path / "pyproject.toml").write_text("[tool.letgo]\nignore = ['LG101']\n")
    told(types.FileChangeType.Changed, tmp_path / "pyproject.toml")
    assert await editor.found() == []


async def test_a_text_that_does_not_parse_keeps_what_was_found(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "jobs.py", LEAK)
    before = await editor.found()
    for junk in ("def (", "def (x", "class"):
        editor.change(LEAK + junk)
        assert await editor.found() == before
        assert await editor.actions(4) == []
    assert len([each for each in client.log_messages if "does not parse" in each.message]) == 1
    editor.change(LEAK)
    assert await editor.found() == before


async def test_hover(code: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(code, tmp_path / "jobs.py", WAIT)

    async def over(row: int) -> str:
        found = await code.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(editor.uri), types.Position(row, 8))
        )
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    assert "never-closed" in await over(13)
    assert "leaves it open" in await over(13)  # what a `with` on a connection of sqlite3 does
    assert "Hold conn in a with block" in await over(13)
    assert "this lock is held over a wait" in await over(8)
    assert "time.sleep" in await over(8)
    assert await over(6) == ""


async def test_settings_that_cannot_be_used_are_said_once(code: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.letgo]\nselect = ['XX1']\n")
    editor = Editor(code, tmp_path / "jobs.py", LEAK)
    assert await editor.found() == []
    editor.change(LEAK + "\n")
    assert await editor.found() == []
    assert len([each for each in code.messages if "XX1" in each.message]) == 1


async def test_folders_have_their_own_settings(code: LanguageClient, tmp_path: Path) -> None:
    for name, ignored in (("one", "LG101"), ("two", "LG201")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letgo.toml").write_text(f"ignore = ['{ignored}']\n")
    one = Editor(code, tmp_path / "one" / "jobs.py", WAIT)
    two = Editor(code, tmp_path / "two" / "jobs.py", WAIT)
    assert {each.code for each in await one.found()} == {"LG201"}
    assert {each.code for each in await two.found()} == {"LG101"}


async def test_an_open_folder_is_a_project_where_nothing_else_says_so(code: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").unlink()
    for name, text in (("app/__init__.py", ""), ("helper.py", HELPER)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    editor = Editor(code, tmp_path / "app" / "jobs.py", USER)
    assert [each.code for each in await editor.found()] == ["LG101"]
    mine = [types.WorkspaceFolder(tmp_path.as_uri(), "project")]
    for added, removed, wanted in (([], mine, []), (mine, [], ["LG101"])):
        event = types.WorkspaceFoldersChangeEvent(added, removed)
        code.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        assert [each.code for each in await editor.found()] == wanted


async def test_closing_takes_what_was_found_away(code: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(code, tmp_path / "jobs.py", LEAK)
    assert await editor.found()
    editor.close()
    for _ in range(100):
        if not code.diagnostics.get(editor.uri):
            break
        await asyncio.sleep(0.02)
    assert not code.diagnostics.get(editor.uri)


async def test_what_is_no_file_or_no_python_is_left_alone(code: LanguageClient, tmp_path: Path) -> None:
    assert (
        await code.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier("untitled:Untitled-1"), types.Position(0, 0))
        )
    ) is None
    item = types.TextDocumentItem("untitled:Untitled-1", "python", 1, LEAK)
    code.text_document_did_open(types.DidOpenTextDocumentParams(item))
    editor = Editor(code, tmp_path / "jobs.py", "x = '\0'\n")
    assert [each.code for each in await editor.found()] == ["LG001"]


async def test_any_edits_in_any_order(code: LanguageClient, tmp_path: Path) -> None:
    """Whatever is typed, the server answers, and in the end knows the text that the editor has."""
    chance = random.Random(5)
    editor = Editor(code, tmp_path / "jobs.py", WAIT)
    pieces = ["\n", "\r\n", "    ", "𐐀", "\u2028", "\f", "def f(:", "c = sqlite3.connect(path)\n", "# é", "'''"]
    for step in range(40):
        start = chance.randrange(len(editor.text) + 1)
        end = min(len(editor.text), start + chance.choice([0, 0, 1, 9]))
        editor.change(editor.text[:start] + chance.choice(pieces) + editor.text[end:])
        if step % 8 == 0:
            for action in (await editor.actions(chance.randrange(20)))[:1]:
                if not action.disabled:
                    await editor.take(action)
    await editor.actions(0)
    editor.change(WAIT + "# 𐐀 the end\n")
    wanted = check_source(editor.text, editor.path)
    assert [each.code for each in await editor.found()] == [each.code for each in wanted.findings]
    (action,) = await editor.actions(0, "source.fixAll")
    await editor.take(action)
    compile(editor.text, "jobs.py", "exec")
    assert editor.text.endswith("# 𐐀 the end\n")
    assert editor.text.count("with closing(") == 2
