"""Where a project's root is, and what its settings are: pyproject.toml and flags in, one frozen `Settings` out.

Only the nearest pyproject.toml that has a `[tool.letgo]` table counts (tables are never merged), and never one above
the repository. Patterns in it are relative to its folder; `Settings` holds them relative to the project root.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from letgo.model import Cost

if TYPE_CHECKING:
    from letgo.catalogue.schema import Library

FAMILIES = ("LG", "LG0", "LG1", "LG15", "LG2", "LG3")
OPT_IN = ("LG15",)  # selected only by a selector that is at least as long
DEFAULT_TARGET = "3.11"
DEFAULT_EXCLUDE = (
    ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox",
    ".venv", "__pycache__", "__pypackages__", "node_modules", "site-packages",
)  # fmt: skip
_SELECTOR = re.compile(r"LG\d{0,3}\Z")
_FLOOR = re.compile(r"(?:>=|===|==|~=|>)\s*v?(\d[^\s,;*]*)")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?=[(<>=!~;#@]|\Z)([^;#]*)")


class ConfigError(ValueError):
    """Settings that can't be used; the message names the place and says what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on besides the files. Patterns are gitignore-style, relative to the project root.

    `cost` empty means all costs. `jobs` 0 lets letgo choose. `target_version` is the lowest Python the project runs on.
    `dependencies` maps a normalised distribution name to the lowest version that may be installed ("" if any).
    `libraries` are the project's own catalogue rows.
    """

    select: tuple[str, ...] = ("LG0", "LG1", "LG2", "LG3")
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    cost: frozenset[Cost] = frozenset()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    parse_all: bool = False
    jobs: int = 0
    target_version: str = DEFAULT_TARGET
    dependencies: Mapping[str, str] = field(default_factory=dict)
    libraries: tuple[Library, ...] = ()

    def enabled(self, code: str) -> bool:
        """Whether findings of that code are wanted. The longest matching selector decides; `ignore` wins a tie."""
        floor = max((len(prefix) for prefix in OPT_IN if code.startswith(prefix)), default=0)
        wanted = _longest(code, (*self.select, *self.extend_select))
        return wanted >= floor and wanted > _longest(code, self.ignore)


def _longest(code: str, selectors: Iterable[str]) -> int:
    return max((len(selector) for selector in selectors if code.startswith(selector)), default=-1)


def start_of(paths: Sequence[Path]) -> Path:
    """The folder to look for settings from: what all the paths have in common. Paths need not exist."""
    folders = [path if path.is_dir() else path.parent for path in map(_absolute, paths or [Path()])]
    common = Path(os.path.commonpath(folders))
    while not common.is_dir():
        common = common.parent
    return common.resolve()


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def load(start: Path) -> tuple[Path, Settings]:
    """The project root and the settings for a folder or file. Raises `ConfigError`.

    The root is the top of the git repository; without one the folder of the settings, else of the nearest
    pyproject.toml, else `start` itself.
    """
    folder = start_of([start])
    top = next((place for place in _upward(folder) if (place / ".git").exists()), None)
    configs = [
        (place, _toml(place / "pyproject.toml"))
        for place in _upward(folder, top)
        if (place / "pyproject.toml").is_file()
    ]
    place, table = next(
        ((place, data["tool"]["letgo"]) for place, data in configs if "letgo" in _table(data, "tool")), (None, {})
    )
    root = top or place or (configs[0][0] if configs else folder)
    project = next((data for _, data in configs if "project" in data or "poetry" in _table(data, "tool")), {})
    where = f"{place / 'pyproject.toml'}: [tool.letgo]" if place else ""
    prefix = place.relative_to(root).as_posix() if place else "."
    known = _read(table, where, "" if prefix == "." else prefix)
    known.setdefault("target_version", _target(project))
    return root, Settings(**known, dependencies=_dependencies(project, root))


def override(settings: Settings, **flags: object) -> Settings:
    """The settings with flags on top; flags that are None or empty change nothing. Raises `ConfigError`.

    `select` starts afresh (it drops the configured `extend_select` and `ignore` too); `extend_select` and `ignore` add.
    """
    given = {name: value for name, value in flags.items() if value not in (None, (), [])}
    unknown = given.keys() - {item.name for item in fields(Settings)}
    if unknown:
        raise TypeError(f"no such setting: {min(unknown)}")
    for name in ("select", "extend_select", "ignore"):
        if name in given:
            given[name] = selectors(given[name], "--" + name.replace("_", "-"))
    if "cost" in given:
        given["cost"] = _costs(given["cost"], "--cost")
    base = replace(settings, extend_select=(), ignore=()) if "select" in given else settings
    for name in ("extend_select", "ignore"):
        if name in given:
            given[name] = (*getattr(base, name), *given[name])  # type: ignore[misc]  # selectors() made it a tuple
    return replace(base, **given)  # type: ignore[arg-type]  # names are checked above, values by the flags' types


def check_codes(settings: Settings, codes: Sequence[str]) -> None:
    """Raise `ConfigError` if a selector fits none of the codes; a whole family may be empty."""
    for selector in (*settings.select, *settings.extend_select, *settings.ignore):
        if selector not in FAMILIES and not any(code.startswith(selector) for code in codes):
            raise ConfigError(f"no rule has a code like {selector!r}{did_you_mean(selector, codes)}")


def _upward(folder: Path, top: Path | None = None) -> Iterator[Path]:
    for place in (folder, *folder.parents):
        yield place
        if place == top:
            return


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    return value if isinstance(value, dict) else {}


# What each key of [tool.letgo] becomes --------------------------------------------------------------------------------

_LISTS = ("select", "extend-select", "ignore", "cost", "exclude", "extend-exclude")
_KEYS = (*_LISTS, "unsafe-fixes", "target-version", "resource", "wait")


def _read(table: Any, where: str, prefix: str) -> dict[str, Any]:
    """The fields of `Settings` that the table sets."""
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table")
    made: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigError(f"{where}: unknown key {key!r}{did_you_mean(key, _KEYS)}")
        label = f"{where}: {key}"
        if key in _LISTS:
            words = _words(value, label)
            if key == "cost":
                made["cost"] = _costs(words, label)
            elif "exclude" in key:
                made[key.replace("-", "_")] = tuple(_anchored(word, prefix) for word in words)
            else:
                made[key.replace("-", "_")] = selectors(words, label)
        elif key == "unsafe-fixes":
            if not isinstance(value, bool):
                raise ConfigError(f"{label} must be true or false, not {value!r}")
            made["unsafe_fixes"] = value
        elif key == "target-version":
            made["target_version"] = _version(value, label)
    libraries = _library(table, where)
    return {**made, "libraries": libraries} if libraries else made


def _words(value: Any, label: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"{label} must be a list of strings, not {value!r}")
    return tuple(value)


def selectors(values: object, label: str) -> tuple[str, ...]:
    """Codes or prefixes of codes, in upper case; a value may be several with commas. Raises `ConfigError`."""
    made = tuple(word.upper() for word in _split(values))
    for selector in made:
        if not _SELECTOR.match(selector):
            raise ConfigError(f"{label}: {selector!r} is no rule code or prefix of one (such as LG101, LG1)")
    return made


def _costs(values: object, label: str) -> frozenset[Cost]:
    names = _split(values)
    choices = [cost.value for cost in Cost]
    for name in names:
        if name not in choices:
            raise ConfigError(f"{label}: {name!r} is not one of {', '.join(choices)}{did_you_mean(name, choices)}")
    return frozenset(Cost(name) for name in names)


def _split(values: object) -> list[str]:
    """The words of a list in which each value may itself be a list with commas."""
    parts = (part for value in (values if isinstance(values, Iterable) else ()) for part in str(value).split(","))
    return [part.strip() for part in parts if part.strip()]


def _anchored(pattern: str, prefix: str) -> str:
    """A pattern relative to the settings' folder -> the same relative to the root."""
    if not prefix:
        return pattern
    sign, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    anchored = "/" in body.rstrip("/")
    return f"{sign}/{prefix}/{body.lstrip('/')}" if anchored else f"{sign}/{prefix}/**/{body}"


def _version(value: Any, label: str) -> str:
    match = re.fullmatch(r"(?:py)?(\d)\.?(\d+)", value) if isinstance(value, str) else None
    if not match:
        raise ConfigError(f'{label} must be a version such as "3.11", not {value!r}')
    return f"{match[1]}.{match[2]}"


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'x'?` if one of the choices is close to the word, else nothing."""
    import difflib

    close = difflib.get_close_matches(word, list(choices), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


# A project's own catalogue rows ---------------------------------------------------------------------------------------


def _library(table: Mapping[str, Any], where: str) -> tuple[Library, ...]:
    """`[[tool.letgo.resource]]` and `[[tool.letgo.wait]]` as one library called `project`; () if there are none."""
    resources, waits = (_rows(table.get(key, []), f"{where}: {key}") for key in ("resource", "wait"))
    if not resources and not waits:
        return ()
    from letgo.catalogue import lookup, schema

    types, acquires = [], []
    for number, row in enumerate(resources, 1):
        kind, acquire = _resource(row, f"{where}: resource number {number}")
        acquires.append(acquire)
        types.extend([kind] if kind else [])
    document: dict[str, Any] = {"library": "project", "source": "pyproject.toml", "type": types, "acquire": acquires}
    known = {"calls"} | {item.name for item in fields(schema.WaitRow)}
    document["wait"] = [_renamed(row, known, f"{where}: wait number {number}") for number, row in enumerate(waits, 1)]
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


# What the project says about versions ---------------------------------------------------------------------------------


def _target(data: Mapping[str, Any]) -> str:
    """The floor of `requires-python` as `major.minor`, or the default."""
    poetry = _table(_table(_table(data, "tool"), "poetry"), "dependencies")
    floor = _floor(str(_table(data, "project").get("requires-python", "") or poetry.get("python", "")))
    numbers = re.match(r"(\d+)(?:\.(\d+))?", floor)
    return f"{numbers[1]}.{numbers[2] or 0}" if numbers else DEFAULT_TARGET


def _floor(specifier: str) -> str:
    """The lowest version a specifier allows: `>=2.9,<3` -> `2.9`; "" if there is no lower bound."""
    caret = re.match(r"\s*[\^~]?\s*(\d[^\s,;*]*)", specifier)
    match = _FLOOR.search(specifier) or (None if any(sign in specifier for sign in "<>!=") else caret)
    return match[1].rstrip(".") if match else ""


def _dependencies(data: Mapping[str, Any], root: Path) -> dict[str, str]:
    """Distribution -> lowest version, from pyproject.toml; requirements.txt adds what that doesn't name."""
    project = _table(data, "project")
    lists = [project.get("dependencies", ()), *_table(project, "optional-dependencies").values()]
    found: dict[str, str] = {}
    for line in (line for lines in lists if isinstance(lines, list) for line in lines if isinstance(line, str)):
        name, floor = _requirement(line)
        found[name] = max(found.get(name, ""), floor, key=_order)
    poetry = _table(_table(_table(data, "tool"), "poetry"), "dependencies")
    for name, spec in poetry.items():
        text = spec.get("version", "") if isinstance(spec, dict) else spec
        found.setdefault(_normal(name), _floor(text) if isinstance(text, str) else "")
    try:
        lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    for line in lines:
        if _REQUIREMENT.match(line):
            found.setdefault(*_requirement(line))
    return {name: found[name] for name in sorted(found) if name not in ("", "python")}


def _requirement(line: str) -> tuple[str, str]:
    match = _REQUIREMENT.match(line)
    return (_normal(match[1]), _floor(match[2])) if match else ("", "")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
