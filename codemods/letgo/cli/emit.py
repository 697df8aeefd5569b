"""Where output goes: standard output as bytes, or a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from letgo.cli.guard import UsageError


def color(output_file: Path | None) -> bool:
    """Whether text that goes there may hold colours."""
    if os.environ.get("NO_COLOR"):
        return False
    return output_file is None and (bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty())


def put(text: str, output_file: Path | None = None) -> None:
    """Print the text, or write it to that file."""
    if output_file is None:
        emit(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    else:
        save(text.encode("utf-8", "backslashreplace"), output_file)


def emit(raw: bytes) -> None:
    """Bytes on standard output, as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def save(raw: bytes, path: Path) -> None:
    """Write a file. Raises `UsageError` if that fails."""
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error
