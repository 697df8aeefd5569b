"""What the client at the other end can do. Everything here is False until it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lsprotocol import types


@dataclass(frozen=True, slots=True)
class Client:
    """The abilities that answers depend on.

    `encoding` is the unit of its columns. `lazy`: it resolves the edits of an action when that is chosen. `versioned`:
    it takes edits for one version of a document. `disabled`: it shows actions that can't be taken, with the reason.
    """

    encoding: str = "utf-16"
    pulls: bool = False
    refreshes: bool = False
    related: bool = False
    links: bool = False
    lazy: bool = False
    versioned: bool = False
    disabled: bool = False
    preferred: bool = False
    markdown: bool = False
    watches: bool = False


def client_of(capabilities: types.ClientCapabilities, encoding: str) -> Client:
    """What the capabilities that a client sent amount to."""
    document = "text_document"
    properties = _of(capabilities, document, "code_action", "resolve_support", "properties") or ()
    return Client(
        encoding=encoding,
        pulls=_of(capabilities, document, "diagnostic") is not None,
        refreshes=bool(_of(capabilities, "workspace", "diagnostics", "refresh_support")),
        related=bool(_of(capabilities, document, "publish_diagnostics", "related_information")),
        links=bool(_of(capabilities, document, "publish_diagnostics", "code_description_support")),
        lazy="edit" in properties and bool(_of(capabilities, document, "code_action", "data_support")),
        versioned=bool(_of(capabilities, "workspace", "workspace_edit", "document_changes")),
        disabled=bool(_of(capabilities, document, "code_action", "disabled_support")),
        preferred=bool(_of(capabilities, document, "code_action", "is_preferred_support")),
        markdown="markdown" in (_of(capabilities, document, "hover", "content_format") or ()),
        watches=bool(_of(capabilities, "workspace", "did_change_watched_files", "dynamic_registration")),
    )


def _of(value: Any, *names: str) -> Any:
    """An attribute of an attribute ..., None where one is missing on the way."""
    for name in names:
        value = getattr(value, name, None)
    return value
