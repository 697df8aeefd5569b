"""A project's own catalogue rows: tables as people write them in, one library of the catalogue out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from letgo.config.settings import ConfigError, did_you_mean

if TYPE_CHECKING:
    from letgo.catalogue.schema import Library


def library_of(table: Mapping[str, Any], where: str) -> tuple[Library, ...]:
    """`[[tool.letgo.resource]]`, `wait` and `lock` as one library called `project`; () if there are none."""
    resources, waits, locks = (_rows(table.get(key, []), f"{where}: {key}") for key in ("resource", "wait", "lock"))
    if not resources and not waits and not locks:
        return ()
    from letgo.catalogue import lookup, schema

    types, acquires = [], []
    for number, row in enumerate(resources, 1):
        kind, acquire = _resource(row, f"{where}: resource number {number}")
        acquires.append(acquire)
        types.extend([kind] if kind else [])
    document: dict[str, Any] = {"library": "project", "source": "pyproject.toml", "type": types, "acquire": acquires}
    for key, rows, row_type in (("wait", waits, schema.WaitRow), ("lock", locks, schema.LockRow)):
        known = {item.name for item in fields(row_type)} | ({"calls"} if key == "wait" else set())
        document[key] = [_renamed(row, known, f"{where}: {key} number {number}") for number, row in enumerate(rows, 1)]
    try:
        library = lookup.parse(document, where)
        lookup.build([*lookup.builtin(), library])
    except lookup.CatalogueError as error:
        text = str(error)
        raise ConfigError(text if text.startswith(where) else f"{where}: {text}") from error
    return (library,)


def _rows(value: Any, label: str) -> Sequence[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ConfigError(f"{label} must be an array of tables ([[tool.letgo.{label.rpartition(' ')[2]}]])")
    return value


def _resource(row: dict[str, Any], label: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """One friendly row -> a `[[type]]` row (None if it only names a known type) and an `[[acquire]]` row."""
    from letgo.catalogue import schema

    of_type = {item.name for item in fields(schema.ResourceType)} - {"name", "library", "source"}
    of_acquire = ({item.name for item in fields(schema.Acquire)} - {"gives"}) | {"calls"}
    values = _renamed(row, of_type | of_acquire | {"type", "with"}, label)
    if "call" not in values and "calls" not in values:
        raise ConfigError(f"{label}: `call` is missing: the dotted name of what opens it, such as 'app.db.connect'")
    if "with" in values:
        values["with_does"] = values.pop("with")
    if isinstance(values.get("awaited"), bool):
        values["awaited"] = "yes" if values["awaited"] else "no"
    name = values.pop("type", None)
    acquire = {key: value for key, value in values.items() if key in of_acquire}
    kind = {key: value for key, value in values.items() if key in of_type}
    acquire["gives"] = name or values.get("call") or values["calls"][0]
    if name and not kind:
        return None, acquire
    return {"kind": "connection", "cost": "server", **kind, "name": acquire["gives"]}, acquire


def _renamed(row: Mapping[str, Any], known: Iterable[str], label: str) -> dict[str, Any]:
    names = {key.replace("_", "-"): key for key in known}
    for key in row:
        if key.replace("_", "-") not in names:
            raise ConfigError(f"{label}: unknown key {key!r}{did_you_mean(key, names)}")
    return {names[key.replace("_", "-")]: value for key, value in row.items()}
