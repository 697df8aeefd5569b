"""The protocol's messages, each to who answers it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException
from pygls.lsp.server import LanguageServer

import letgo
from letgo.server import actions
from letgo.server.client import Client, client_of
from letgo.server.desk import SETTINGS, Desk, Level, path_of
from letgo.server.diagnostics import diagnostic, identity
from letgo.server.hover import hover
from letgo.server.office import Office
from letgo.server.seen import Seen

SOON = 1.0  # seconds that a person at a menu waits for what a change elsewhere means
WATCHED = ("**/*.py", *(f"**/{name}" for name in sorted(SETTINGS)))


class Server(LanguageServer):
    """A server with its office. Texts come whole with each change, so that no column can be misread."""

    def __init__(self) -> None:
        super().__init__("letgo", letgo.__version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.client = Client()
        self.office = Office(self.tell, self.say)
        self.down = self.left = False  # whether the client said goodbye, and went
        self.told: dict[str, str] = {}  # the mark of what was last told of a document

    @property
    def code(self) -> int:
        """The exit code: 0 if the client left in the order that the protocol asks for."""
        return 0 if self.down and self.left else 1

    def tell(self, desk: Desk, seen: Seen) -> None:
        """Push what was found, or have a client that pulls pull again."""
        items = self.diagnostics(desk, seen)
        mark = f"{seen.version}:{identity(items)}"
        if self.told.get(seen.uri) == mark:
            return
        before = self.told.get(seen.uri, "")
        self.told[seen.uri] = mark
        if not self.client.pulls:
            self.publish(seen.uri, items, seen.version)
        elif self.client.refreshes and before.startswith(f"{seen.version}:"):  # by a change somewhere else
            self.workspace_diagnostic_refresh(None)

    def diagnostics(self, desk: Desk, seen: Seen) -> list[types.Diagnostic]:
        """What was found in a document, as diagnostics."""
        return [diagnostic(each, seen.uri, seen.places, self.client, desk.other) for each in seen.result.findings]

    def publish(self, uri: str, items: list[types.Diagnostic], version: int | None = None) -> None:
        """Push diagnostics."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, version))

    def say(self, message: str, loud: bool) -> None:
        """Show a message, or put it into the log."""
        if loud:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
        else:
            self.window_log_message(types.LogMessageParams(types.MessageType.Info, message))


def make() -> Server:
    """A server that knows all messages, and runs nothing yet."""
    server = Server()
    _life(server)
    _documents(server)
    _answers(server)
    return server


def _life(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        encoding = ls.workspace.position_encoding or types.PositionEncodingKind.Utf16
        word = encoding.value if isinstance(encoding, types.PositionEncodingKind) else str(encoding)
        ls.client = client_of(params.capabilities, word)
        ls.office.encoding = word
        ls.office.watched = ls.client.watches
        older = [ls.workspace.root_uri] if ls.workspace.root_uri else []  # clients with one folder call it the root
        ls.office.folders = _places(ls.workspace.folders or older)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Server, _params: types.InitializedParams) -> None:
        if not ls.client.watches:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(each) for each in WATCHED])
        wish = types.Registration("letgo-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        # What is saved in the editor is noticed all the same. A client that leaves at once answers nothing.
        with suppress(JsonRpcException, asyncio.CancelledError):
            await ls.client_register_capability_async(types.RegistrationParams([wish]))

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: Server, _params: Any) -> None:
        ls.down = True
        ls.office.close()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: Server, _params: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.office.folders = _places(ls.workspace.folders)
        ls.office.disk(settings=True)

    @server.feature(types.EXIT)
    def leave(ls: Server, _params: Any) -> None:
        ls.left = True
        if ls.office.busy:  # nobody waits for a look that nobody wants
            _end(ls.code)


def _places(uris: Iterable[str]) -> tuple[Path, ...]:
    """The folders of those addresses, links resolved."""
    return tuple(place.resolve() for uri in uris if (place := path_of(uri)) is not None)


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        ls.office.put(document.uri, document.version, document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        ls.office.put(document.uri, document.version, ls.workspace.get_text_document(document.uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        ls.office.disk(settings=path is not None and path.name in SETTINGS)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.office.drop(uri)
        if ls.told.pop(uri, None) is not None and not ls.client.pulls:
            ls.publish(uri, [])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def on_disk(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        names = {path.name for each in params.changes if (path := path_of(each.uri)) is not None}
        ls.office.disk(settings=not names.isdisjoint(SETTINGS))


def _answers(server: Server) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="letgo")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        level = Level.TOLD if ls.client.refreshes else Level.SETTLED  # it is told to ask again, or it isn't
        found = await ls.office.current(params.text_document.uri, level)
        items = ls.diagnostics(*found) if found is not None else []
        mark = identity(items)
        if params.previous_result_id == mark:
            return types.RelatedUnchangedDocumentDiagnosticReport(mark)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=mark)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(actions.KINDS, resolve_provider=True))
    async def offer(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, now = params.text_document.uri, bool(params.context.only)  # who asks for one kind means to apply it
        try:
            found = await ls.office.current(uri, within=None if now else SOON)
        except TimeoutError:
            return actions.later(ls.client)
        if found is None or uri in found[0].broken:
            return []
        desk, seen = found
        made = actions.actions(
            seen, params, ls.client, lambda each: diagnostic(each, seen.uri, seen.places, ls.client, desk.other)
        )
        if not ls.client.lazy:
            for each in made:
                each.edit = actions.edit(seen, each.data, ls.client) if each.data else None
        return made

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        found = await ls.office.current(str(data.get("uri")))
        broken = found is not None and found[1].uri in found[0].broken
        action.edit = actions.edit(found[1], data, ls.client) if found is not None and not broken else None
        if action.edit is None and data:
            raise JsonRpcContentModified("the text has changed: what this would fix is no longer there")
        return action

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(ls: Server, params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        try:
            found = await ls.office.current(uri, within=SOON)
        except TimeoutError:
            found = await ls.office.current(uri, Level.TOLD)
        return hover(found[1], params.position, ls.client) if found is not None else None


def _end(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):  # it may be closed already
            stream.flush()
    os._exit(code)


def serve(port: int | None = None, host: str = "127.0.0.1") -> int:
    """Serve on standard input and output (or one client on a TCP port) until the client leaves. Gives the exit code."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it would tell each answer that is an error once more
    server = make()
    if port is None:
        server.start_io()
    else:
        server.start_tcp(host, port)
    if server.office.busy or server.office.watches:  # what is known is much, and need not be taken apart piece by piece
        _end(server.code)
    server.office.close()
    return server.code


__all__ = ["make", "serve"]
