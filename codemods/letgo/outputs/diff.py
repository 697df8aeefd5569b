"""The patch: one unified diff, in bytes, that `git apply` takes byte for byte.

Lines end at LF only, whatever else the text holds, and bytes are never decoded; the standard differ gives the hunks.
"""

from __future__ import annotations

import codecs
import difflib
import hashlib
import os
import re
from collections.abc import Iterator

from letgo.model import FileResult, Report

_UNQUOTED = re.compile(rb'[\x00-\x1f"\\\x7f]')  # git can't read these in a bare name


def render(report: Report, *, context: int = 3, blobs: bool = False) -> bytes:
    """The changes of all files, names relative to the root after `a/` and `b/`; b"" if there are none.

    `context` is how many rows are shown around a change. `blobs` adds what `git apply -3` needs: the names under which
    git keeps the old and the new content.
    """
    return b"".join(line for result in report.files for line in _changes(result, context, blobs))


def _changes(result: FileResult, context: int, blobs: bool) -> Iterator[bytes]:
    if not result.applied or result.fixed == result.text:
        return
    before, after = (_lines(text, result) for text in (result.text, result.fixed))
    old, new = (header_name(side, result.path) for side in (b"a/", b"b/"))
    if blobs:
        yield b"diff --git " + old.rstrip(b"\t") + b" " + new.rstrip(b"\t") + b"\n"
        yield f"index {_blob(before)}..{_blob(after)}\n".encode()
    for line in difflib.diff_bytes(difflib.unified_diff, before, after, old, new, n=context, lineterm=b"\n"):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(text: str, result: FileResult) -> list[bytes]:
    """The file's bytes, split after each LF."""
    raw = (codecs.BOM_UTF8 if result.bom else b"") + text.encode(result.encoding)
    parts = raw.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _blob(rows: list[bytes]) -> str:
    """What git calls a content (gitformat-blob: SHA-1 of a header and the bytes); it protects nothing here."""
    raw = b"".join(rows)
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def header_name(side: bytes, path: str) -> bytes:
    """The name for a header line. A space needs a TAB after it, for `patch`; what would end the line is C-quoted."""
    raw = side + os.fsencode(path)
    if _UNQUOTED.search(raw):
        return b'"' + _UNQUOTED.sub(lambda match: b"\\%03o" % match[0][0], raw) + b'"'
    return raw + b"\t" if b" " in raw else raw
