"""From arguments to a job (the root, the files, the settings), and from its report to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from letgo.cli.choosing import Choosing
from letgo.cli.guard import CLEAN, FAILED, FOUND, UsageError, failure_said, say, say_report
from letgo.cli.options import Words

if TYPE_CHECKING:
    from letgo.cache import Cache
    from letgo.config import Settings
    from letgo.model import Report

STDIN = "<stdin>"
ALL = Choosing()


@dataclass(frozen=True, slots=True)
class Job:
    """What to work on: the project's root, the files to report on, the settings, and texts that win over the disk.

    `named` are those files that were named one by one, relative to the root.
    """

    root: Path
    files: list[Path]
    settings: Settings
    overlay: Mapping[Path, bytes]
    named: frozenset[str] = frozenset()

    def check(self) -> Report:
        """What there is."""
        from letgo import pipeline

        with self._known() as cache:
            return pipeline.check(self.root, self.files, self.settings, self.overlay, cache)

    def fix(self) -> Report:
        """What there is, fixed; nothing is written but the cache."""
        from letgo import pipeline

        with self._known() as cache:
            return pipeline.fix(self.root, self.files, self.settings, self.overlay, cache)

    def fix_at(self, row: int) -> Report:
        """The one file of the job, fixed only at a row."""
        from letgo import pipeline

        with self._known() as cache:
            return pipeline.fix_at(self.root, self.files[0], self.settings, row, self.overlay, cache)

    @contextmanager
    def _known(self) -> Iterator[Cache | None]:
        """What earlier runs found out; what this one does is kept at the end."""
        from letgo.cache import Cache

        if not self.settings.cache_dir or not self.root.is_dir():
            yield None
            return
        cache = Cache(self.root / self.settings.cache_dir)
        try:
            yield cache
        finally:
            cache.close()


def flags_of(
    select: Words, extend_select: Words, ignore: Words, cost: Words, jobs: int | None, parse_all: bool
) -> dict[str, Any]:
    """The settings that flags give; None where a flag isn't given."""
    lists = {"select": select, "extend_select": extend_select, "ignore": ignore, "cost": cost}
    return {**lists, "jobs": jobs, "parse_all": parse_all or None}


def job_of(paths: Words, stdin_filename: Path | None, flags: Mapping[str, Any], choosing: Choosing = ALL) -> Job:
    """Find the root, the settings and the files. Raises `UsageError` and `ConfigError`."""
    from letgo import config, files

    names = paths or ["."]
    from_stdin = "-" in names
    if from_stdin and len(names) > 1:
        raise UsageError("`-` (standard input) can't be named together with other paths")
    if stdin_filename and not from_stdin:
        raise UsageError("--stdin-filename needs `-` as the path")
    places = [Path(stdin_filename or STDIN) if from_stdin else Path(name) for name in names]
    for place in () if from_stdin else places:
        if not os.path.lexists(place):
            raise UsageError(f"no such file or folder: {place}")
    places = [place.absolute() for place in places]
    root, settings = config.load(config.start_of(places), choosing.config or (), isolated=choosing.isolated)
    settings = config.override(settings, **flags, **choosing.flags)
    config.check_codes(settings, [rule.code for rule in known_rules()])
    if from_stdin and choosing.shard is not None:
        raise UsageError("--shard can't be given together with standard input")
    if from_stdin:
        place = places[0].parent.resolve() / places[0].name
        left_out = settings.force_exclude and files.is_excluded(place, root, settings)
        return Job(root, [] if left_out else [place], settings, {place: sys.stdin.buffer.read()})
    found = files.discover(root, places, settings)
    if not found:
        say("letgo: warning: no Python files under " + ", ".join(names))
    if choosing.shard is not None:
        found = _part(found, choosing.shard)
    alone = [files.named(place, root) for place in places if not place.is_dir()]
    return Job(root, found, settings, {}, frozenset(files.name_of(place, root) for place in alone))


def _part(found: list[Path], text: str) -> list[Path]:
    from letgo.wanted import shard

    return shard.pick(found, *shard.parse(text))


def known_rules() -> Sequence[Any]:
    """The rules and what stands beside them (skipped files, comments), by code."""
    from importlib import import_module

    from letgo.outputs.pages import OWN

    known = {rule.code: rule for rule in (*OWN, *import_module("letgo.rules").RULES)}
    return [known[code] for code in sorted(known)]


def say_languages(report: Report) -> None:
    """Say how many files were read as another language than Python 3."""
    read = [result.language for result in report.files if result.language]
    for language in sorted(set(read)):
        count = read.count(language)
        say(f"letgo: note: {count:,} {'file was' if count == 1 else 'files were'} read as {language}")


def code_of(report: Report, *, exit_zero: bool, changes: bool = False) -> int:
    """The exit code for what a report holds, internal errors said: info never counts, `changes` would be written."""
    failed = [result for result in report.files if result.failure is not None]
    for result in failed:
        assert result.failure is not None
        failure_said(f"internal error in {result.path}: {result.failure.error}", result.failure.trace)
    if failed:
        say_report()
        return FAILED
    loud = any(found.severity.value != "info" for found in report.findings)
    return FOUND if (loud or changes) and not exit_zero else CLEAN
