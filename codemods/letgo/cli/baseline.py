"""`letgo baseline`: write down what is known, take out what is gone, and list it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from letgo.cli.choosing import Choosing, choosing
from letgo.cli.emit import put
from letgo.cli.guard import CLEAN, FOUND, UsageError, guarded, say
from letgo.cli.job import Job, flags_of, job_of
from letgo.cli.options import CostOption, ExitZeroOption, ExtendOption, IgnoreOption, PathsArgument, SelectOption

if TYPE_CHECKING:
    from letgo.wanted.baseline import Baseline, Entry

app = typer.Typer(help="Known findings: write them down, take out what is gone, list them.", no_args_is_help=True)


@app.command()
@guarded
@choosing
def write(
    choosing: Choosing,
    paths: PathsArgument = None,
    select: SelectOption = None,
    extend_select: ExtendOption = None,
    ignore: IgnoreOption = None,
    cost: CostOption = None,
) -> int:
    """Write down all that is found, as known from now on. Of files that are not named, what is known stays."""
    job = job_of(paths, None, flags_of(select, extend_select, ignore, cost, None, False), choosing)
    path, before = _known(job)
    found = _found(job)
    looked = {_name(each, job) for each in job.files}
    kept = [each for each in before.entries if each.path not in looked and (job.root / each.path).exists()]
    _save(path, [*kept, *found])
    say(f"{_count(len(found))} known from now on, in {path}")
    return CLEAN


@app.command()
@guarded
@choosing
def prune(choosing: Choosing, exit_zero: ExitZeroOption = False) -> int:
    """Take out what is no longer found; nothing is added. Exit code 1 if there was something."""
    job = job_of(None, None, {}, choosing)
    path, before = _known(job)
    stays: set[int] = set()
    by_path: dict[str, list[Entry]] = {}
    for each in _found(job):
        by_path.setdefault(each.path, []).append(each)
    for name, found in by_path.items():
        stays.update(id(each) for each in before.match(name, found) if each is not None)
    left = [each for each in before.entries if id(each) in stays]
    gone = len(before.entries) - len(left)
    if gone:
        _save(path, left)
    say(f"{_count(gone)} gone, {_count(len(left))} still there")
    return FOUND if gone and not exit_zero else CLEAN


@app.command()
@guarded
@choosing
def show(choosing: Choosing) -> int:
    """List what is known."""
    job = job_of(None, None, {}, choosing)
    path, known = _known(job)
    put("".join(f"{each.path}: {each.code} in {each.scope}: {each.text}\n" for each in known.entries))
    say(f"{_count(len(known.entries))} known, in {path}")
    return CLEAN


def _known(job: Job) -> tuple[Path, Baseline]:
    """Where the baseline is, and what it holds; nothing if it isn't there yet."""
    from letgo.wanted import baseline

    if not job.settings.baseline:
        raise UsageError("the settings say that there is no baseline; name one by --baseline FILE")
    path = baseline.place_of(job.settings.baseline, job.root)
    try:
        return path, baseline.load(path, job.root)
    except (FileNotFoundError, NotADirectoryError):
        return path, baseline.Baseline((), job.root)


def _found(job: Job) -> list[Entry]:
    """What is found now, whether known or not."""
    from letgo.wanted import baseline

    report = replace(job, settings=replace(job.settings, baseline="")).check()
    return [baseline.entry(each, result.text) for result in report.files for each in result.findings]


def _name(path: Path, job: Job) -> str:
    from letgo import files

    return files.name_of(path, job.root)


def _save(path: Path, entries: Iterable[Entry]) -> None:
    from letgo.wanted import baseline

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(baseline.dump(entries), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


def _count(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"
