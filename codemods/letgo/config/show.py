"""Settings as text: what holds, key by key, as it would stand in a settings file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from letgo.config.keys import KEYS, Kind
from letgo.config.settings import Settings

TABLES = (Kind.IGNORES, Kind.LEVELS)


def shown(root: Path, settings: Settings) -> str:
    """The settings as TOML, below comments that say where they are from."""
    return "".join(f"{line}\n" for line in _lines(root, settings))


def _lines(root: Path, settings: Settings) -> Iterator[str]:
    yield f"# root: {root}"
    yield f"# settings: {settings.source or 'none, these are the defaults'}"
    for key in KEYS:
        if hasattr(settings, key.field):
            value = getattr(settings, key.field)
            yield f"{key.name} = {_table(value) if key.kind in TABLES else _toml(value)}"
    if settings.diff_base:
        yield f"# --diff-base: {settings.diff_base}"
    calls = [row.call for library in settings.libraries for row in library.acquires]
    calls += [row.call for library in settings.libraries for row in library.waits]
    if calls:
        yield f"# own rows: {', '.join(calls)}"
    if settings.dependencies:
        floors = (f"{name}>={floor}" if floor else name for name, floor in settings.dependencies.items())
        yield f"# dependencies: {', '.join(floors)}"


def _table(pairs: Iterable[tuple[str, Any]]) -> str:
    inside = ", ".join(f"{json.dumps(name)} = {_toml(each)}" for name, each in pairs)
    return f"{{ {inside} }}" if inside else "{}"


def _toml(value: Any) -> str:
    """A value as TOML: a set in its order."""
    if isinstance(value, frozenset):
        return json.dumps(sorted(value))
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
