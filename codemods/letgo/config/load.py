"""Where the root is, and which settings file counts.

The nearest folder with a settings file wins, never one above the repository: in a folder `.letgo.toml` counts before
`letgo.toml`, and that before a pyproject.toml with a `[tool.letgo]` table. Files are never merged, but one may build on
another by `extend`. Patterns in a file are relative to its folder; `Settings` holds them relative to the project root.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letgo.config.rows import library_of
from letgo.config.settings import ConfigError, Settings
from letgo.config.table import fields_of
from letgo.config.versions import dependencies, table, target

OWN = (".letgo.toml", "letgo.toml")
PROJECT = "pyproject.toml"
INLINE = "--config"


@dataclass(frozen=True, slots=True)
class _Layer:
    """One table of settings, how errors name it, and the folder that its paths are relative to."""

    table: Mapping[str, Any]
    where: str
    folder: Path
    path: Path | None = None


def start_of(paths: Sequence[Path]) -> Path:
    """The folder to look for settings from: what all the paths have in common. Paths need not exist."""
    folders = [path if path.is_dir() else path.parent for path in map(_absolute, paths or [Path()])]
    common = Path(os.path.commonpath(folders))
    while not common.is_dir():
        common = common.parent
    return common.resolve()


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def load(
    start: Path, given: Sequence[str] = (), *, isolated: bool = False, within: Path | None = None
) -> tuple[Path, Settings]:
    """The project root and the settings for a folder or file. Raises `ConfigError`.

    The root is the top of the git repository; without one the folder of the settings, else of the nearest
    pyproject.toml, else `within` (a folder that an editor has open, say), else `start` itself. `given` are the values
    of --config: a file, which then counts instead of the nearest one (its patterns are relative to the working folder),
    or keys as TOML on top. `isolated`: no file counts.
    """
    folder = start_of([start])
    top = next((place for place in _upward(folder) if (place / ".git").exists()), None)
    places = list(_upward(folder, top))
    projects = {place: _toml(place / PROJECT) for place in places if (place / PROJECT).is_file()}
    files = [Path(text) for text in given if Path(text).is_file()]
    if len(files) > 1 or (isolated and files):
        raise ConfigError(f"{INLINE} can name one file only, and none together with --isolated")
    found = None if isolated or files else next((layer for place in places if (layer := _layer(place, projects))), None)
    root = top or (found.folder if found else next(iter(projects), within or folder))
    layers = [_named(path) for path in files] if files else [found] if found else []
    layers = [*_chain(layers[0]), layers[0]] if layers else []
    layers += [_inline(text) for text in given if not Path(text).is_file()]
    known = _merged(layers, root)
    project = next((data for data in projects.values() if "project" in data or "poetry" in table(data, "tool")), {})
    known.setdefault("target_version", target(project, root))
    source = next((str(layer.path) for layer in reversed(layers) if layer.path), "")
    return root, Settings(**known, dependencies=dependencies(project, root), source=source)


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


def _layer(place: Path, projects: Mapping[Path, dict[str, Any]]) -> _Layer | None:
    """The settings that a folder holds, if any."""
    for name in OWN:
        path = place / name
        if path.is_file():
            return _Layer(_toml(path), f"{path}", place, path)
    data = projects.get(place, {})
    return _of_project(place / PROJECT, data) if "letgo" in table(data, "tool") else None


def _of_project(path: Path, data: Mapping[str, Any]) -> _Layer:
    return _Layer(data["tool"]["letgo"], f"{path}: [tool.letgo]", path.parent, path)


def _file(path: Path) -> _Layer:
    """A named settings file: a pyproject.toml by its table, any other file as it is. Raises `ConfigError`."""
    data = _toml(path)
    if path.name != PROJECT:
        return _Layer(data, f"{path}", path.parent, path)
    if "letgo" not in table(data, "tool"):
        raise ConfigError(f"{path} has no [tool.letgo] table")
    return _of_project(path, data)


def _named(path: Path) -> _Layer:
    layer = _file(_absolute(path))
    return _Layer(layer.table, layer.where, Path.cwd(), layer.path)


def _inline(text: str) -> _Layer:
    import tomllib

    try:
        return _Layer(tomllib.loads(text), INLINE, Path.cwd())
    except ValueError as error:
        raise ConfigError(
            f"{INLINE}: {text!r} is neither a file nor a setting such as 'ignore = [\"LG107\"]'"
        ) from error


def _chain(layer: _Layer) -> list[_Layer]:
    """What a settings file builds on, the furthest first. Raises `ConfigError`."""
    found: list[_Layer] = []
    seen = {layer.path}
    while isinstance(layer.table, dict) and "extend" in layer.table:
        name = layer.table["extend"]
        if not isinstance(name, str):
            raise ConfigError(f"{layer.where}: extend must be a path, not {name!r}")
        assert layer.path is not None
        path = _absolute(layer.path.parent / os.path.expanduser(name))
        if path in seen:
            raise ConfigError(f"{layer.where}: extend leads back to {path}")
        seen.add(path)
        layer = _file(path)
        found.insert(0, layer)
    return found


def _merged(layers: Sequence[_Layer], root: Path) -> dict[str, Any]:
    """The fields of `Settings` that the layers set; a later layer wins, but rows of the catalogue add up."""
    made: dict[str, Any] = {}
    rows: dict[str, list[Any]] = {"resource": [], "wait": [], "lock": []}
    for layer in layers:
        made |= fields_of(layer.table, layer.where, layer.folder, root, inline=layer.path is None)
        for key, found in rows.items():
            value = layer.table.get(key, [])
            if not isinstance(value, list):
                library_of({key: value}, layer.where)
            found.extend(value)
    libraries = library_of(rows, layers[-1].where) if layers else ()
    return {**made, "libraries": libraries} if libraries else made
