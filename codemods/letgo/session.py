"""A project that is looked at again and again: what is known of it stays in memory between two looks.

Nothing that is told depends on what was looked at before: a look gives what `pipeline.check` gives for the same texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from letgo import files, pipeline
from letgo.config import Settings
from letgo.model import Report


@dataclass
class Session:
    """Looks at one project, always with the same settings."""

    root: Path
    settings: Settings
    _given: dict[str, str] = field(default_factory=dict)

    def check(self, paths: Sequence[Path], texts: Mapping[Path, bytes]) -> Report:
        """What there is in `paths`; `texts` win over what is on disk."""
        report = pipeline.check(self.root, paths, self.settings, texts)
        self._given = {result.path: result.text for result in report.files}
        return report

    def text(self, name: str) -> str | None:
        """The text of a file of the project as it was looked at, None if there is none."""
        if name in self._given:
            return self._given[name]
        made = files.read(self.root / name, self.root)
        return None if isinstance(made, files.Skipped) else made.text

    def forget(self) -> None:
        """Files changed on disk."""
