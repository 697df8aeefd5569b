"""Load the TOML rows, check them, and answer questions about names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, get_origin, get_type_hints

from letgo.catalogue.conditions import CONDITION, CallText, holds
from letgo.catalogue.documents import documents
from letgo.catalogue.schema import Acquire, Callee, Group, Library, LockRow, ObjectRow, ResourceType, WaitRow


class CatalogueError(ValueError):
    """A row that can't be read; the message names the file, the row and the key."""


@dataclass(slots=True)
class Catalogue:
    """All rows, by name. Build it with `load`; look things up with its methods."""

    libraries: dict[str, Library]
    types: dict[str, ResourceType] = field(default_factory=dict)
    acquires: dict[str, tuple[Acquire, ...]] = field(default_factory=dict)
    callees: dict[str, Callee] = field(default_factory=dict)
    waits: dict[str, WaitRow] = field(default_factory=dict)
    objects: dict[str, ObjectRow] = field(default_factory=dict)
    makers: dict[str, tuple[ObjectRow, ...]] = field(default_factory=dict)  # call -> the objects it may give
    named: dict[str, str] = field(default_factory=dict)  # word -> the type a receiver of that name is taken for
    locks: dict[str, LockRow] = field(default_factory=dict)  # by constructor and factory
    shared: frozenset[str] = frozenset()
    takers: frozenset[str] = frozenset()  # methods by which a pool takes a resource back
    plain: frozenset[str] = frozenset()  # members of any type that are plain values

    def type(self, name: str) -> ResourceType | None:
        """The type of that dotted name or alias."""
        return self.types.get(name)

    def acquire(self, call: str, arguments: CallText = ()) -> Acquire | None:
        """The row for a call of that dotted name (or `Type.method`), narrowed by its arguments."""
        rows = self.acquires.get(call)
        if not rows:
            return None
        for row in rows:
            if row.if_argument and holds(row.if_argument, arguments):
                return row
        return next((row for row in rows if not row.if_argument), None)

    def wait(self, call: str, arguments: CallText = ()) -> WaitRow | None:
        """The row for a call of that dotted name or `Type.method`, unless its arguments say that it doesn't wait.

        A row for `Type.*` serves every public method but its exceptions. Whose waits a type shares (`base`) is not
        looked at. Decorators don't wait where they are called: `decorator` knows them.
        """
        row = self._wait(call, arguments)
        return None if row is None or row.decorates else row

    def decorator(self, call: str, arguments: CallText = ()) -> WaitRow | None:
        """The row for a decorator, so written, that makes a function one that may wait (`sleep_and_retry`)."""
        row = self._wait(call, arguments)
        return row if row is not None and row.decorates else None

    def _wait(self, call: str, arguments: CallText) -> WaitRow | None:
        row = self.waits.get(call)
        if row is None:
            owner, _, method = call.rpartition(".")
            row = self.waits.get(f"{owner}.*")
            if row is None or method.startswith("_") or method in row.but:
                return None
        return None if any(holds(condition, arguments) for condition in row.unless) else row

    @staticmethod
    def holds_any(conditions: Iterable[str], arguments: CallText) -> bool:
        """Whether the arguments of a call fulfil one of the conditions."""
        return any(holds(condition, arguments) for condition in conditions)

    def maker(self, call: str, arguments: CallText = ()) -> str:
        """The type of object that a call of that dotted name gives, "" if it is none of the `[[object]]` rows."""
        rows = self.makers.get(call, ())
        found = [row for row in rows if row.if_argument and holds(row.if_argument, arguments)]
        found += [row for row in rows if not row.if_argument]
        return found[0].name if found else ""

    def callee(self, call: str) -> Callee | None:
        """What a library function does with its arguments: by full name, else by its last part (`*.append`)."""
        return self.callees.get(call) or self.callees.get("*." + call.rpartition(".")[2] if "." in call else call)

    def only(self, groups: Iterable[Group]) -> Catalogue:
        """The same catalogue without the acquisitions of other groups: what nobody asks for isn't looked for."""
        wanted = set(groups)
        kept = {
            call: rows
            for call, every in self.acquires.items()
            if (rows := tuple(row for row in every if not row.gives or self.types[row.gives].group in wanted))
        }
        return replace(self, acquires=kept)

    def roots(self) -> Mapping[str, frozenset[str]]:
        """Import name of each library -> bare names of its acquiring functions."""
        found: dict[str, set[str]] = {}
        words = {
            row.call: library.word for library in self.libraries.values() if library.word for row in library.acquires
        }
        for name in self.acquires:
            head, _, rest = name.partition(".")
            if head != "*" and rest:
                found.setdefault(words.get(name, head), set()).add(rest.rpartition(".")[2] or head)
        return {head: frozenset(names) for head, names in found.items()}

    def bare(self) -> frozenset[str]:
        """Names that acquire something whatever they are called on: builtins, and the one that all drivers share."""
        return frozenset(name for name in self.acquires if "." not in name) | {"cursor"}

    def methods(self, active: Iterable[str]) -> frozenset[str]:
        """Bare names of the acquiring methods of these libraries."""
        live = set(active)
        words = {library.name: library.word for library in self.libraries.values() if library.word}
        owners = {
            kind.name for kind in self.types.values() if words.get(kind.library, kind.name.partition(".")[0]) in live
        }
        found = {name.rpartition(".")[2] for name in self.acquires if name.rpartition(".")[0] in owners}
        return frozenset(found) - {"__call__"}


def build(libraries: Iterable[Library]) -> Catalogue:
    """Index the rows. Later libraries win, so that a project's own rows override the built-in ones."""
    found = Catalogue({library.name: library for library in libraries})
    shared: set[str] = set()
    for library in found.libraries.values():
        for kind in library.types:
            for name in (kind.name, *kind.aliases):
                found.types[name] = kind
        for row in library.acquires:
            found.acquires[row.call] = (row, *found.acquires.get(row.call, ()))
        found.callees |= {callee.call: callee for callee in library.callees}
        found.waits |= {wait.call: wait for wait in library.waits}
        for each in library.objects:
            found.objects[each.name] = each
            found.named |= dict.fromkeys(each.named, each.name)
            for call in each.made_by if each.if_argument else (each.name, *each.made_by):
                found.makers[call] = (each, *found.makers.get(call, ()))
        for lock in library.locks:
            found.locks |= dict.fromkeys((lock.name, *lock.factories), lock)
        shared.update(library.shared)
    found.shared = frozenset(shared)
    found.plain = frozenset().union(*(kind.after | kind.peeks | kind.plain for kind in found.types.values()))
    found.takers = frozenset(name for kind in found.types.values() for name in kind.release_by)
    for row in (row for rows in found.acquires.values() for row in rows):
        if row.gives and row.gives not in found.types:
            raise CatalogueError(f"{row.call}: gives {row.gives!r}, which is no [[type]]")
    return found


@cache
def load() -> Catalogue:
    """The built-in catalogue, read once per process."""
    return build(builtin())


def builtin() -> list[Library]:
    """The libraries of the TOML files beside this module, in name order."""
    return [parse(data, name) for name, data in documents()]


def parse(data: Mapping[str, Any], where: str) -> Library:
    """One TOML document -> `Library`. Raises `CatalogueError` for unknown keys and wrong values."""
    head = {"library", "distribution", "source", "notes", "shared", "word"}
    tables = {
        "type": ResourceType, "acquire": Acquire, "callee": Callee, "wait": WaitRow, "object": ObjectRow,
        "lock": LockRow,
    }  # fmt: skip
    unknown = sorted(set(data) - head - set(tables))
    if unknown:
        raise CatalogueError(f"{where}: unknown key {unknown[0]!r}")
    name, source = str(data.get("library", "")), str(data.get("source", ""))
    given = {"library": name, "source": source, "distribution": str(data.get("distribution", ""))}
    rows = {key: _rows(cls, data.get(key, ()), where, given) for key, cls in tables.items()}
    return Library(
        name, str(data.get("distribution", "")), source, rows["type"], rows["acquire"], rows["callee"], rows["wait"],
        rows["object"], rows["lock"], str(data.get("notes", "")).strip(), str(data.get("word", "")),
        tuple(data.get("shared", ())),
    )  # fmt: skip


def _rows(cls: type[Any], rows: Sequence[Mapping[str, Any]], where: str, given: Mapping[str, str]) -> tuple[Any, ...]:
    known = _hints(cls)
    shared = {key: value for key, value in given.items() if key in known}
    made = []
    for number, row in enumerate(rows, 1):
        try:
            values = {**shared, **_values(known, row)}
            if "calls" in row:  # it stands for one row per call
                made += [cls(**values, call=call) for call in row["calls"]]
            else:
                made.append(cls(**values))
        except (CatalogueError, TypeError) as error:
            name = row.get("name") or row.get("call") or ", ".join(row.get("calls", ())) or "?"
            raise CatalogueError(f"{where}: [[{cls.__name__}]] number {number} ({name}): {error}") from error
    return tuple(made)


def _values(known: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for key, value in row.items():
        if key == "calls" and "call" in known:
            continue
        if key not in known:
            raise CatalogueError(f"unknown key {key!r}")
        values[key] = _convert(known[key], value, key)
        if key in ("if_argument", "unless"):
            _check((value,) if isinstance(value, str) else value, key)
    return values


def _check(conditions: Iterable[str], label: str) -> None:
    for condition in conditions:
        if condition and not CONDITION.fullmatch(condition):
            raise CatalogueError(f"{label}: {condition!r} is no condition on arguments, such as 'block@0=False'")


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(cls: type[Any]) -> dict[str, Any]:
    """Field -> what its values are turned into: an enumeration, `str`, `bool`, `frozenset` or `tuple`."""
    if cls not in _HINTS:
        hints = get_type_hints(cls)
        _HINTS[cls] = {item.name: get_origin(hints[item.name]) or hints[item.name] for item in fields(cls)}
    return _HINTS[cls]


def _convert(kind: Any, value: Any, label: str) -> Any:
    if kind is str or kind is bool:
        if not isinstance(value, kind):
            raise CatalogueError(f"{label} must be a {kind.__name__}, not {value!r}")
        return value
    if kind is tuple or kind is frozenset:
        if not isinstance(value, list):
            raise CatalogueError(f"{label} must be a list, not {value!r}")
        return kind(value)
    try:
        return kind(value)
    except ValueError:
        choices = ", ".join(member.value for member in kind)
        raise CatalogueError(f"{label} is {value!r}, not one of {choices}") from None
