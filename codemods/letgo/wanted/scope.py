"""What a change touches: a revision of git in, an answer per finding out.

Base is where the revision and HEAD parted. Against it counts what is committed since, what isn't yet, and untracked
files. The texts are compared here, so that a text that is not on disk (standard input, an editor's) can be judged, too.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from letgo import files
from letgo.config import ConfigError
from letgo.model import Finding
from letgo.wanted.spans import Function, carried, changes, functions


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change did to a file: rows of the new text, and the functions of the old text that lost rows."""

    rows: frozenset[int]
    lost: frozenset[str] = frozenset()
    outside: bool = False  # rows outside of all functions were lost


@dataclass
class Scope:
    """The files that changed since `base` (a commit), each with the blob it was (`""` for a new one).

    `given` are the texts that won over the disk when the run began.
    """

    root: Path
    base: str
    mode: str
    blobs: Mapping[str, str]
    given: Mapping[str, str]
    seen: dict[str, Touched | None] = field(default_factory=dict)

    def covers(self, finding: Finding, text: str) -> bool:
        """Whether the change touches the finding's line, function or file, whichever the mode asks for."""
        touched = self._touched(finding.path)
        if touched is None or self.mode == "file":
            return touched is not None
        steps = [(step.path, step.span.start.row) for step in (*finding.trace, *finding.related)]
        elsewhere = ((path, row) for path, row in steps if path != finding.path)
        if any(row in other.rows for path, row in elsewhere if (other := self._touched(path)) is not None):
            return True
        rows = carried(self._original(finding.path) or text, text, touched.rows)
        own = {*range(finding.span.start.row, finding.span.end.row + 1)}
        own.update(row for path, row in steps if path == finding.path)
        if rows & own:
            return True
        return self.mode == "function" and _function(finding, text, rows, touched)

    def _touched(self, name: str) -> Touched | None:
        """What changed in a file, None if nothing did."""
        if name not in self.seen:
            self.seen[name] = self._compared(name)
        return self.seen[name]

    def _compared(self, name: str) -> Touched | None:
        if name not in self.blobs and name not in self.given:
            return None
        new = self._original(name)
        if new is None:
            return None
        old = self._old(name)
        if old is None:
            return Touched(frozenset(range(1, new.count("\n") + 2)))
        if old == new:
            return None
        made = changes(old, new)
        rows = frozenset(row for change in made for row in range(change.start, change.end))
        gone = [row for change in made for row in range(change.first, change.behind)]
        before = functions(old)
        lost = frozenset(each.name for each in before if any(each.first <= row <= each.last for row in gone))
        outside = any(not any(each.first <= row <= each.last for each in before) for row in gone)
        return Touched(rows, lost, outside)

    def _old(self, name: str) -> str | None:
        blob = self.blobs.get(name)
        if blob == "":
            return None
        raw = _git(self.root, "cat-file", "blob", blob or f"{self.base}:./{name}")
        if raw is None:
            return None
        made = files.decode(raw, self.root / name, self.root)
        return None if isinstance(made, files.Skipped) else made.text

    def _original(self, name: str) -> str | None:
        if name in self.given:
            return self.given[name]
        made = files.read(self.root / name, self.root)
        return None if isinstance(made, files.Skipped) else made.text


def _function(finding: Finding, text: str, rows: frozenset[int], touched: Touched) -> bool:
    """Whether a changed row is of the finding's function (or of no function, as the finding)."""
    row = finding.span.start.row
    every = _cached(text)
    around = [each for each in every if each.first <= row <= each.last]
    if not around:
        free = [each for each in rows if not any(one.first <= each <= one.last for one in every)]
        return bool(free) or touched.outside
    innermost = around[-1]
    return innermost.name in touched.lost or any(innermost.first <= each <= innermost.last for each in rows)


@lru_cache(maxsize=8)
def _cached(text: str) -> tuple[Function, ...]:
    return tuple(functions(text))


def scope_of(root: Path, revision: str, mode: str, given: Mapping[Path, bytes]) -> Scope:
    """The scope of a run. Raises `ConfigError` if git can't tell."""
    if revision.startswith("-") or _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        inside = _git(root, "rev-parse", "--git-dir") is not None
        why = f"git knows no revision {revision!r}" if inside else f"{root} is in no git repository"
        raise ConfigError(f"--diff-base: {why}")
    found = _git(root, "merge-base", revision, "HEAD")
    if found is None:
        raise ConfigError(f"--diff-base: {revision!r} and HEAD have no common ancestor here; is the clone too shallow?")
    base = found.decode().strip()
    blobs = dict(_changed(root, base))
    for raw in (_git(root, "ls-files", "-z", "--others", "--exclude-standard") or b"").split(b"\0"):
        if raw:
            blobs[os.fsdecode(raw)] = ""
    texts = {}
    for path, raw in given.items():
        made = files.decode(raw, path, root)
        if not isinstance(made, files.Skipped):
            texts[made.name] = made.text
    return Scope(root, base, mode, blobs, texts)


def patch_since(root: Path, revision: str, name: str) -> str:
    """What `git diff` shows of one file since `revision` and HEAD parted, from its first hunk on; "" for nothing."""
    base = (_git(root, "merge-base", revision, "HEAD") or b"").decode().strip()
    if not base:
        return ""
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--unified=3")
    raw = _git(root, "diff", *options, base, "--", f":(literal){name}") or b""
    text = raw.decode("utf-8", "replace")
    return text[text.find("\n@@ ") + 1 :] if "\n@@ " in text else ""


def _changed(root: Path, base: str) -> list[tuple[str, str]]:
    """Names of the files that are not as they were, each with its old blob (of a renamed one under its new name)."""
    raw = _git(root, "diff", "--raw", "-z", "-M", "--no-abbrev", "--relative", "--no-ext-diff", base, "--")
    if raw is None:
        raise ConfigError(f"--diff-base: git can't compare the work tree with {base}")
    words = raw.decode("utf-8", "surrogateescape").split("\0")
    found = []
    while words and words[0]:
        _, _, old, _, status = words.pop(0).split(" ")
        name = words.pop(0)
        if status[0] in "RC":
            name = words.pop(0)
        if status[0] != "D":
            found.append((name, old if old.strip("0") else ""))
    return found


def _git(root: Path, *words: str) -> bytes | None:
    """What git prints, None if it fails."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "-C", str(root), *words],
            capture_output=True, check=False, env=files.git_environment(),
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
