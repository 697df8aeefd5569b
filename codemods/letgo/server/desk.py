"""One project and its open documents: which texts count, and what was found in them. Nothing here speaks or waits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from pygls.uris import from_fs_path, to_fs_path

from letgo import config, files
from letgo.config import ConfigError, Settings
from letgo.model import FileResult
from letgo.server.places import Places
from letgo.server.seen import Seen
from letgo.session import Session, Stopped

SETTINGS = frozenset({"pyproject.toml", "letgo.toml", ".letgo.toml", ".letgo-baseline.json", ".gitignore"})
BOM = "\ufeff"
Stop = Callable[[], bool]  # asked every few milliseconds whether to leave off


@dataclass(frozen=True, slots=True)
class Buffer:
    """An open document: what its client has of it now."""

    uri: str
    path: Path
    version: int | None
    text: str

    @property
    def raw(self) -> bytes:
        """Its bytes as its cookie wants them; where that can't be, in UTF-8, and letgo leaves the file alone."""
        try:
            return files.encoded(self.text)
        except ValueError:
            return self.text.encode("utf-8", "surrogatepass")


class Level(IntEnum):
    """How far a document is looked at.

    Told: what is in it is found, against what was known of the other files. Settled: what has changed in one file
    counts in all. Mended: each finding has its fix or the reason why there is none.
    """

    TOLD = 0
    SETTLED = 1
    MENDED = 2


@dataclass
class Desk:
    """A project by its root and settings. `seen` holds what is known of its documents, by address."""

    root: Path
    settings: Settings
    encoding: str
    session: Session = field(init=False)
    seen: dict[str, Seen] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # addresses of documents that don't parse as they are

    def __post_init__(self) -> None:
        self.session = Session(self.root, self.settings)

    def look(self, buffers: Mapping[str, Buffer], level: Level, *, disk: bool, stop: Stop) -> dict[str, Seen]:
        """Look at the open documents of the project, against their texts, up to a level.

        What is told first is told of those that have changed. `disk`: other files may have changed there. Raises
        `Stopped` if told to leave off.
        """
        texts = {each.path: each.raw for each in buffers.values()}
        early = level is Level.TOLD
        paths = {each.path: each for each in buffers.values() if not early or self._is_new(each)}
        report = self.session.check(
            list(paths), texts, disk=disk, mended=level is Level.MENDED, settled=not early, stop=stop
        )
        results = {result.path: result for result in report.files}
        found = {}
        for path, buffer in paths.items():
            result = results.get(files.name_of(path, self.root))
            if result is not None:
                found[buffer.uri] = self._seen(buffer, result)
        return found

    def _is_new(self, buffer: Buffer) -> bool:
        seen = self.seen.get(buffer.uri)
        return seen is None or seen.version != buffer.version

    def _seen(self, buffer: Buffer, result: FileResult) -> Seen:
        mark = BOM if buffer.text.startswith(BOM) else ""
        places = Places(buffer.text.removeprefix(mark), self.encoding, mark)
        return Seen(buffer.uri, buffer.version, result, places, self.settings)

    def other(self, name: str) -> tuple[str, Places] | None:
        """The address and the text of a file of the project, as it was looked at."""
        text = self.session.text(name)
        uri = from_fs_path(str(self.root / name))
        return (uri, Places(text, self.encoding)) if text is not None and uri is not None else None


def is_unparsed(result: FileResult) -> bool:
    """Whether a file was left alone since it is, for the moment, no Python."""
    return result.skipped.startswith("it does not parse")


def path_of(uri: str) -> Path | None:
    """The file of an address, links in its folders resolved; None for what is no file."""
    text = to_fs_path(uri)
    if not text:
        return None
    place = Path(os.path.abspath(text))
    return Path(os.path.realpath(place.parent)) / place.name


def settings_of(path: Path, folders: Iterable[Path] = ()) -> tuple[Path, Settings]:
    """The project root and the settings for a file, as the command has them for its folder. Raises `ConfigError`.

    Of the `folders` that the client has open, the innermost around the file is the root where no settings file, no
    pyproject.toml and no repository says what is.
    """
    from letgo.rules import RULES

    around = max(
        (each for each in folders if path.is_relative_to(each)), key=lambda each: len(each.parts), default=None
    )
    root, settings = config.load(config.start_of([path]), within=around)
    config.check_codes(settings, [files.SKIPPED, "LG002", "LG003", *(rule.code for rule in RULES)])
    return root, settings


__all__ = ["SETTINGS", "Buffer", "ConfigError", "Desk", "Level", "Stopped", "is_unparsed", "path_of", "settings_of"]
