"""The findings that a project knows and accepts for now: one JSON file, written, read, and compared with what is found.

An entry names no line. It is the same finding as one of the same file, rule, function and kind of resource: of several,
first those with the same acquiring text, then the others in their order. Where its file is gone, it is the same as one
of any file with that rule, function, kind and text: the file was renamed.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from letgo.config import ConfigError
from letgo.model import Finding
from letgo.wanted.spans import source_of

VERSION = 1
LONG = 200  # characters of a text that are kept


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One known finding. `resource` is the kind of what is held, or of the wait; `text` the expression it is about."""

    path: str
    scope: str
    code: str
    resource: str
    text: str
    fingerprint: str

    @property
    def place(self) -> tuple[str, str, str]:
        """What it shares with its likes of the same file."""
        return self.code, self.scope, self.resource


def entry(finding: Finding, text: str) -> Entry:
    """The entry for a finding in a file with that text."""
    kind = finding.resource.kind if finding.resource else finding.wait.kind if finding.wait else ""
    source = " ".join(source_of(text, finding.span).split())[:LONG]
    return Entry(finding.path, finding.scope, finding.code, kind, source, finding.fingerprint)


class Baseline:
    """The entries of a baseline, and which of a file's findings they stand for."""

    def __init__(self, entries: Iterable[Entry], root: Path) -> None:
        self.entries = tuple(sorted(entries))
        self.root = root

    @cached_property
    def _by_path(self) -> dict[str, list[Entry]]:
        found = defaultdict(list)
        for each in self.entries:
            found[each.path].append(each)
        return dict(found)

    @cached_property
    def _moved(self) -> Counter[tuple[tuple[str, str, str], str]]:
        """How many entries of files that are gone there are for each place and text."""
        gone = [path for path in self._by_path if not os.path.lexists(self.root / path)]
        return Counter((each.place, each.text) for path in gone for each in self._by_path[path])

    def match(self, path: str, found: Sequence[Entry]) -> list[Entry | None]:
        """For each finding of a file, in order, the entry that stands for it."""
        left = list(self._by_path.get(path, ()))
        made: list[Entry | None] = [None] * len(found)
        for alike in (_same_text, _same_place):
            for number, each in enumerate(found):
                hit = next((known for known in left if alike(known, each)), None) if made[number] is None else None
                if hit is not None:
                    made[number] = hit
                    left.remove(hit)
        if all(made) or not self._moved:
            return made
        moved = Counter(self._moved)
        for number, each in enumerate(found):
            if made[number] is None and moved[each.place, each.text] > 0:
                moved[each.place, each.text] -= 1
                made[number] = next(
                    known
                    for known in self.entries
                    if (known.place, known.text) == (each.place, each.text) and known.path in self._gone
                )
        return made

    @cached_property
    def _gone(self) -> frozenset[str]:
        return frozenset(path for path in self._by_path if not os.path.lexists(self.root / path))

    def knows(self, path: str, findings: Sequence[Finding], text: str) -> list[bool]:
        """For each finding of a file, whether it is known."""
        if not self.entries:
            return [False] * len(findings)
        return [known is not None for known in self.match(path, [entry(each, text) for each in findings])]


def _same_text(known: Entry, found: Entry) -> bool:
    return known.place == found.place and known.text == found.text


def _same_place(known: Entry, found: Entry) -> bool:
    return known.place == found.place


def place_of(baseline: str, root: Path) -> Path:
    """Where the file of the setting is."""
    return root / baseline


def load(path: Path, root: Path) -> Baseline:
    """The baseline in a file. Raises `ConfigError` if it is none, `FileNotFoundError` if it isn't there."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise ConfigError(f"{path}: the baseline can't be read: {error.strerror}") from error
    try:
        data = json.loads(raw)
        version = data["version"]
        entries = [Entry(**{key: str(row[key]) for key in Entry.__dataclass_fields__}) for row in data["findings"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} is no baseline of letgo: {error!r}") from error
    if version != VERSION:
        raise ConfigError(f"{path} is a baseline of version {version}; this letgo reads version {VERSION}")
    return Baseline(entries, root)


def dump(entries: Iterable[Entry]) -> str:
    """The text of a baseline: one line per entry, sorted, so that changes read and merge well."""
    rows = [json.dumps(asdict(each), ensure_ascii=False) for each in sorted(entries)]
    return "".join([f'{{"version": {VERSION}, "findings": [', ",".join(f"\n {row}" for row in rows), "\n]}\n"])
