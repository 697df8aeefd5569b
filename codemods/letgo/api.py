"""Front door: the library. Texts and paths in, objects of `letgo.model` out. Nothing here writes a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from letgo import config, files
from letgo.config import Settings
from letgo.model import FileResult, Report

NOWHERE = "<string>"


def check_source(text: str | bytes, path: str | Path = NOWHERE, *, settings: Settings | None = None) -> FileResult:
    """The findings in one text, each with its fix or the reason why there is none.

    With a real `path` (whether or not the file is there yet) the text stands for that file: its project's other files
    and its settings count. Without one the text is all there is. A text that can't be read gives a result with
    `skipped` set. Raises `ConfigError` for settings that can't be used, `ValueError` for a text that its own coding
    cookie can't hold.
    """
    return _one(text, path, settings, fixing=False)


def fix_source(
    text: str | bytes, path: str | Path = NOWHERE, unsafe: bool = False, *, settings: Settings | None = None
) -> FileResult:
    """The same, fixed: `fixed` is the text after the safe fixes (with `unsafe` those too); `findings` are the rest."""
    return _one(text, path, settings, fixing=True, unsafe=unsafe)


def check_paths(paths: Sequence[str | Path], *, settings: Settings | None = None) -> Report:
    """The findings in files and folders of one project, files in path order.

    Raises `FileNotFoundError` for a path that isn't there and `ConfigError` for settings that can't be used.
    """
    from letgo import pipeline

    places = [Path(path).absolute() for path in paths]
    root, found = config.load(config.start_of(places))
    settings = settings or found
    return pipeline.check(root, files.discover(root, places, settings), settings)


def _one(
    text: str | bytes, path: str | Path, settings: Settings | None, *, fixing: bool, unsafe: bool = False
) -> FileResult:
    from letgo import pipeline

    place = Path(path).absolute()
    if str(path) == NOWHERE:
        root, found = place, Settings()  # a folder that isn't there: nothing else is known
        place = root / NOWHERE
    else:
        root, found = config.load(config.start_of([place]))
        place = place.parent.resolve() / place.name
    settings = settings or found
    if unsafe:
        settings = replace(settings, unsafe_fixes=True)
    raw = text if isinstance(text, bytes) else files.encoded(text)
    verb = pipeline.fix if fixing else pipeline.check
    report = verb(root, [place], settings, {place: raw})
    name = files.name_of(place, root)
    return next((result for result in report.files if result.path == name), FileResult(name, "", fixed=""))
