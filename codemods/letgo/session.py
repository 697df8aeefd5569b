"""A project that is looked at again and again: what is known of it by content stays in memory between two looks.

Nothing that is told depends on what was looked at before: a look gives what `pipeline.check` gives for the same texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from letgo import files, pipeline
from letgo.cache import Cache
from letgo.config import Settings
from letgo.model import Report

LOOKS = 100  # after which what is only in memory is let go: every text that was ever typed would pile up


@dataclass
class Session:
    """Looks at one project, always with the same settings, in one process.

    What earlier runs wrote into the project's cache counts. The first look is written there too; what later ones find
    out stays in memory, since most of it is about texts that nobody will ever have again.
    """

    root: Path
    settings: Settings
    _given: dict[str, str] = field(default_factory=dict)
    _cache: Cache | None = None
    _looks: int = 0

    def check(self, paths: Sequence[Path], texts: Mapping[Path, bytes]) -> Report:
        """What there is in `paths`; `texts` win over what is on disk."""
        settings = replace(self.settings, jobs=1)  # a process of several threads must not fork
        cache = self._known()
        report = pipeline.check(self.root, paths, settings, texts, cache)
        if cache is not None and self._looks == 1:
            cache.close()
            self._cache = None
        self._given = {result.path: result.text for result in report.files}
        return report

    def _known(self) -> Cache | None:
        if not self.settings.cache_dir or not self.root.is_dir():
            return None
        self._looks += 1
        if self._cache is None or self._looks % LOOKS == 0:
            self._cache = Cache(self.root / self.settings.cache_dir)
        return self._cache

    def text(self, name: str) -> str | None:
        """The text of a file of the project as it was looked at, None if there is none."""
        if name in self._given:
            return self._given[name]
        made = files.read(self.root / name, self.root)
        return None if isinstance(made, files.Skipped) else made.text
