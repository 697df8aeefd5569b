"""One table of settings as it stands in a file -> the fields of `Settings` that it sets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from letgo.config.keys import BY_NAME, Kind
from letgo.config.settings import SCOPES, ConfigError, costs, did_you_mean, selectors, version, wrong_word
from letgo.model import Severity


def fields_of(table: Any, where: str, folder: Path, root: Path, *, inline: bool = False) -> dict[str, Any]:
    """The fields, without the catalogue's rows. Paths and patterns are relative to `folder`. Raises `ConfigError`."""
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table")
    prefix = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else "."
    prefix = "" if prefix == "." else prefix
    made: dict[str, Any] = {}
    for name, value in table.items():
        key = BY_NAME.get(name)
        if key is None or (inline and name == "extend"):
            raise ConfigError(f"{where}: unknown key {name!r}{did_you_mean(name, BY_NAME)}")
        if key.kind is Kind.ROWS or name == "extend":
            continue
        made[key.field] = _value(key.kind, value, f"{where}: {name}", prefix, folder)
    return made


def _value(kind: Kind, value: Any, label: str, prefix: str, folder: Path) -> Any:
    match kind:
        case Kind.CODES:
            return selectors(_words(value, label), label)
        case Kind.COSTS:
            return costs(_words(value, label), label)
        case Kind.PATTERNS:
            return tuple(anchored(word, prefix) for word in _words(value, label))
        case Kind.FLAG:
            if not isinstance(value, bool):
                raise ConfigError(f"{label} must be true or false, not {value!r}")
            return value
        case Kind.VERSION:
            return version(value, label)
        case Kind.PATH:
            if not isinstance(value, str):
                raise ConfigError(f"{label} must be a path, not {value!r}")
            return value and os.path.normpath(folder / os.path.expanduser(value))
        case Kind.WORD:
            if value not in SCOPES:
                raise ConfigError(wrong_word(label, str(value), SCOPES))
            return value
        case Kind.IGNORES:
            pairs = _table(value, label)
            return tuple(
                (anchored(pattern, prefix), selectors(_words(codes, f"{label}.{pattern}"), f"{label}.{pattern}"))
                for pattern, codes in pairs.items()
            )
        case _:
            return _levels(value, label)


def _levels(value: Any, label: str) -> tuple[tuple[str, Severity], ...]:
    choices = [level.value for level in Severity]
    made = []
    for name, level in _table(value, label).items():
        (selector,) = selectors([name], label) or ("",)
        if level not in choices:
            raise ConfigError(wrong_word(f"{label}.{name}", str(level), choices))
        made.append((selector, Severity(level)))
    return tuple(made)


def _table(value: Any, label: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{label} must be a table, not {value!r}")
    return value


def _words(value: Any, label: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"{label} must be a list of strings, not {value!r}")
    return tuple(value)


def anchored(pattern: str, prefix: str) -> str:
    """A pattern relative to the settings' folder -> the same relative to the root."""
    if not prefix:
        return pattern
    sign, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    inner = "/" in body.rstrip("/")
    return f"{sign}/{prefix}/{body.lstrip('/')}" if inner else f"{sign}/{prefix}/**/{body}"
