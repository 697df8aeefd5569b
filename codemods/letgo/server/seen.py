"""What was found in one version of an open document."""

from __future__ import annotations

from dataclasses import dataclass

from letgo.config import Settings
from letgo.model import FileResult, Finding
from letgo.server.places import Places


@dataclass(frozen=True, slots=True)
class Seen:
    """A document at one version, with its findings. `result.text` is the text that the client had at that version."""

    uri: str
    version: int | None
    result: FileResult
    places: Places
    settings: Settings

    def finding(self, fingerprint: str) -> Finding | None:
        """The finding with that mark."""
        return next((each for each in self.result.findings if each.fingerprint == fingerprint), None)
