"""Writing what was fixed: whether that is allowed, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from letgo.cli.guard import UsageError
from letgo.cli.job import Job
from letgo.cli.manner import Manner

if TYPE_CHECKING:
    from letgo.model import FileResult, Report

LISTED = 20  # files that a refusal names


def ask_leave(results: Iterable[FileResult], job: Job, manner: Manner) -> None:
    """Raise `UsageError` if one of these files can't be written without risk to what only the work tree holds.

    Files that were named one by one never count, nor do those that are still as letgo itself wrote them.
    """
    from letgo import files, worktree

    asked = {result.path: result for result in results if result.path not in job.named}
    if not asked:
        return
    found = worktree.uncommitted(job.root, asked)
    if found is None:
        if manner.allow_no_vcs:
            return
        raise UsageError(
            f"{job.root} is in no git repository that git can read, so what letgo writes there could not be undone; "
            "name the files one by one, or pass --allow-no-vcs (--diff only shows)"
        )
    ours = worktree.written(job.root) if found else {}
    allowed = {worktree.DIRTY: manner.allow_dirty, worktree.STAGED: manner.allow_staged}
    left = {
        name: state
        for name, state in found.items()
        if not allowed[state] and ours.get(name) != files.digest(files.raw(asked[name], asked[name].text))
    }
    if left:
        raise UsageError(_refusal(left))


def _refusal(left: dict[str, str]) -> str:
    names = [f"  * {name} ({state})" for name, state in sorted(left.items())]
    if len(names) > LISTED:
        names[LISTED:] = [f"  ... and {len(names) - LISTED:,} more"]
    flags = [f"--allow-{state}" for state in ("dirty", "staged") if state in left.values()]
    head = "files that letgo would write have changes that are not committed:"
    return "\n".join([head, *names, f"commit or stash them, or pass {' '.join(flags)}; nothing was written"])


def write(report: Report, job: Job) -> Report:
    """Write the fixed files; what can't be written becomes a skipped file."""
    from letgo import files, worktree

    changed = [result for result in report.files if is_changed(result)]
    digests = {}
    for each in changed:
        with suppress(UnicodeEncodeError):  # which files.write tells of
            digests[each.path] = files.digest(files.raw(each, each.fixed))
    for folder in {(job.root / each.path).parent for each in changed}:
        files.sweep(folder)
    worktree.remember(job.root, digests)
    reasons = {each.path: files.write(each, job.root) for each in changed}
    made = []
    for result in report.files:
        reason = reasons.get(result.path)
        made.append(files.not_written(result, reason) if reason else result)
    return replace(report, files=tuple(made))


def is_changed(result: FileResult) -> bool:
    """Whether fixes were applied to a file that make another text of it."""
    return bool(result.applied) and result.fixed != result.text
