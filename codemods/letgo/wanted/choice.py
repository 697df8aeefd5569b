"""What is reported of all that is found: by code, comments, cost, the baseline, and what a change touches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.config import ConfigError, Settings
from letgo.config.settings import DEFAULT_BASELINE
from letgo.model import Finding
from letgo.wanted import baseline
from letgo.wanted.levels import OWN, loudness
from letgo.wanted.scope import Scope, scope_of
from letgo.wanted.suppressions import comments_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Picked:
    """What is left of a file's findings: for each that came in, in order, itself (marked and levelled) or None.

    `comments` are findings about comments. `suppressed` and `known` count what comments and the baseline took away.
    """

    findings: tuple[Finding | None, ...]
    comments: tuple[Finding, ...] = ()
    suppressed: int = 0
    known: int = 0


@dataclass(frozen=True)
class Choice:
    """The filters of one run, for one file at a time. `codes` are those of all rules, `given` the texts of the run."""

    root: Path
    settings: Settings
    codes: tuple[str, ...]
    given: Mapping[Path, bytes] = field(default_factory=dict)

    def pick(self, path: str, text: str, findings: Sequence[Finding]) -> Picked:
        """What is reported of the findings of one file, whose text they are about (in any order)."""
        found: list[Finding | None] = [
            each if self.enabled(each.code, path) else None for each in fingerprinted(findings)
        ]
        said: list[Finding] = []
        suppressed = 0
        comments = comments_of(path, text, found_any=any(found))
        if comments is not None:
            loud = [each if each is None or not comments.silence(each) else None for each in found]
            suppressed = _count(found) - _count(loud)
            found = loud
            idle = comments.idle(lambda code: self._judged(code, path), self.codes)
            said = fingerprinted([each for each in idle if self.enabled(each.code, path)])
        new = self._new(path, (*found, *said), text)
        kept = [loudness(each, self.settings) if each and self._asked(each, text) else None for each in new]
        about = [each for each in kept[len(found) :] if each is not None]
        return Picked(tuple(kept[: len(found)]), tuple(about), suppressed, _count((*found, *said)) - _count(new))

    def enabled(self, code: str, path: str) -> bool:
        """Whether findings of that code are wanted in that file."""
        return self.settings.enabled(code) and not self._ignored(code, path)

    def _ignored(self, code: str, path: str) -> bool:
        for (pattern, codes), spec in zip(self.settings.per_file_ignores, self._specs, strict=True):
            if any(code.startswith(each) for each in codes) and spec.match_file(path) != pattern.startswith("!"):
                return True
        return False

    @cached_property
    def _specs(self) -> list[GitIgnoreSpec]:
        from pathspec import GitIgnoreSpec

        return [GitIgnoreSpec.from_lines([name.removeprefix("!")]) for name, _ in self.settings.per_file_ignores]

    def _judged(self, code: str, path: str) -> bool:
        """Whether findings of that code are looked for in that file."""
        return code.startswith(OWN) or self.enabled(code, path)

    def _asked(self, finding: Finding, text: str) -> bool:
        """Whether it costs what was asked for, and the change that was asked for touches it."""
        costs, own = self.settings.cost, finding.code.startswith(OWN)
        if costs and not own and (finding.resource is None or finding.resource.cost not in costs):
            return False
        return self._scope is None or self._scope.covers(finding, text)

    def _new(self, path: str, found: Sequence[Finding | None], text: str) -> list[Finding | None]:
        """The findings that the baseline doesn't know."""
        numbers = [number for number, each in enumerate(found) if each is not None]
        left = list(found)
        if numbers and self._baseline.entries:
            known = self._baseline.knows(path, [each for each in found if each is not None], text)
            for number, old in zip(numbers, known, strict=True):
                left[number] = None if old else found[number]
        return left

    @cached_property
    def _scope(self) -> Scope | None:
        if not self.settings.diff_base:
            return None
        return scope_of(self.root, self.settings.diff_base, self.settings.diff_scope, self.given)

    @cached_property
    def _baseline(self) -> baseline.Baseline:
        name = self.settings.baseline
        if not name:
            return baseline.Baseline((), self.root)
        try:
            return baseline.load(baseline.place_of(name, self.root), self.root)
        except (FileNotFoundError, NotADirectoryError):
            if name == DEFAULT_BASELINE:
                return baseline.Baseline((), self.root)
            raise ConfigError(f"{name}: there is no such baseline; `letgo baseline write` makes one") from None

    def ready(self) -> None:
        """Read the baseline and ask git now. Raises `ConfigError` for what can't be used."""
        assert self._baseline is not None
        assert self._scope is None or self._scope.base


def _count(findings: Sequence[Finding | None]) -> int:
    return sum(each is not None for each in findings)


def fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one file with fingerprints that hold no line numbers: rule, function, and the how-manieth."""
    order = sorted(range(len(findings)), key=lambda number: (findings[number].span, findings[number].code))
    seen: dict[str, int] = {}
    made = list(findings)
    for number in order:
        finding = findings[number]
        if finding.fingerprint:
            continue
        what = finding.resource.kind if finding.resource else finding.wait and finding.wait.kind
        key = f"{finding.code}:{finding.path}:{finding.scope}:{what}"
        seen[key] = seen.get(key, 0) + 1
        mark = hashlib.blake2b(f"{key}:{seen[key]}".encode(errors="surrogatepass"), digest_size=8).hexdigest()
        made[number] = replace(finding, fingerprint=mark)
    return made
