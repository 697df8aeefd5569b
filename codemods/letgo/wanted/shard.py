"""One part of a project's files, for several machines: each knows the whole project, and reports on its part."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from letgo.config import ConfigError


def parse(text: str) -> tuple[int, int]:
    """`2/8` -> (2, 8). Raises `ConfigError`."""
    match = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    number, total = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= total:
        raise ConfigError(f"--shard: {text!r} is no part such as 2/8 (the second of eight)")
    return number, total


def pick(paths: Sequence[Path], number: int, total: int) -> list[Path]:
    """The paths of one part, in their order. All parts together are the whole, and about as large as each other.

    By size, largest first, each file goes to the part that is the smallest so far: the same on every machine that has
    the same files.
    """
    parts: list[int] = [0] * total
    mine = set()
    for size, path in sorted(((_size(path), path) for path in paths), key=lambda pair: (-pair[0], str(pair[1]))):
        smallest = parts.index(min(parts))
        parts[smallest] += size + 1
        if smallest == number - 1:
            mine.add(path)
    return [path for path in paths if path in mine]


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
