"""One run of the bot, in order: ask what changed, look, post what is new, take back what is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from letgo import files, pipeline
from letgo.bot.event import Pull
from letgo.bot.github import Github, GithubError, UnknownTokenError, UnsureError
from letgo.bot.hunks import Hunk, fits, hunks, ranges
from letgo.bot.sync import Posted, Sync, own, sync
from letgo.config import Settings, override
from letgo.model import FileResult, Finding, Report
from letgo.outputs import diff
from letgo.outputs.comment import Remark, remarks, unmarked
from letgo.outputs.github_review import COMMENTS, review
from letgo.outputs.view import View, identity

SETTLED = "**This is fixed now.**"

Patches = Mapping[str, Sequence[Hunk]]


@dataclass(frozen=True, slots=True)
class Plea:
    """What is asked of a run: where, how to look and to show, and who hears what is done.

    `patch` is Markdown that says where a patch with the fixes will be ("": there is to be none). `dry` posts nothing.
    """

    root: Path
    settings: Settings
    view: View
    say: Callable[[str], None]
    patch: str = ""
    dry: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of it: the findings that the change touches, and how to show them.

    `review` was posted (or would be; None: nothing new). `rest` are findings that no comment can stand for.
    `fallback` is the reason why GitHub could not be told ("" if it was), `patch` the fixes for `git apply`.
    """

    report: Report
    view: View
    review: dict[str, Any] | None = None
    rest: tuple[Finding, ...] = ()
    fallback: str = ""
    patch: bytes = b""


def run(pull: Pull, github: Github, plea: Plea) -> Outcome:
    """Review a pull request. What GitHub refuses ends in an outcome with `fallback`. Raises `UnknownTokenError`."""
    try:
        now = github.pull(pull)
        patches = {str(file["filename"]): hunks(str(file.get("patch") or "")) for file in github.files(pull)}
        posted = own(github.comments(pull), github.login())
    except UnknownTokenError:
        raise
    except GithubError as error:  # nobody knows then what the change touches
        report = pipeline.check(plea.root, files.discover(plea.root, [plea.root], plea.settings), plea.settings)
        return Outcome(report, plea.view, fallback=str(error))
    if now.get("head", {}).get("sha") != pull.head or now.get("state") == "closed":
        plea.say("the pull request is closed or has a newer commit: nothing is posted for this one")
        return Outcome(Report((), plea.root), plea.view)
    names = {*patches, *(comment.path for comment in posted)}
    wanted = [path for path in _project(plea) if files.name_of(path, plea.root) in names]
    report = pipeline.check(plea.root, wanted, override(plea.settings, suggestions=True))
    outcome = Outcome(_touched(report, patches), replace(plea.view, hunks=_places(report, patches, plea)))
    if plea.patch:
        outcome.patch = diff.render(pipeline.fix(plea.root, wanted, plea.settings))
    alive = frozenset(identity(found) for found in report.findings)
    todo = sync(remarks(outcome.report, outcome.view), posted, alive, lambda path: _looked_at(report, path, plea.root))
    try:
        _carry_out(todo, pull, github, plea, outcome)
    except GithubError as error:
        outcome.fallback = str(error)
    return outcome


# Looking --------------------------------------------------------------------------------------------------------------


def _project(plea: Plea) -> Iterable[Path]:
    return files.discover(plea.root, [plea.root], plea.settings)


def _places(report: Report, patches: Patches, plea: Plea) -> dict[str, list[tuple[int, int]]]:
    """Where comments may stand: in the hunks of those files that are what the pull request shows."""
    found = {}
    for result in report.files:
        parts = patches.get(result.path, ())
        if result.skipped or fits(parts, result.text):
            found[result.path] = list(ranges(parts))
        else:
            plea.say(f"{result.path} is not what the pull request shows: check out its head commit to comment on it")
    return found


def _touched(report: Report, patches: Patches) -> Report:
    """The report with those findings only whose way from acquisition to exit the change touches."""
    changed = {path: frozenset[int]().union(*(part.changed for part in parts)) for path, parts in patches.items()}
    results = (
        replace(result, findings=tuple(found for found in result.findings if _touches(found, result, changed)))
        for result in report.files
        if result.path in patches
    )
    return replace(report, files=tuple(results))


def _touches(found: Finding, result: FileResult, changed: Mapping[str, frozenset[int]]) -> bool:
    if result.skipped:
        return True
    steps = (*found.trace, *found.related)
    own_rows = [row for step in steps if step.path == found.path for row in (step.span.start.row, step.span.end.row)]
    first, last = min([found.span.start.row, *own_rows]), max([found.span.end.row, *own_rows])
    return any(first <= row <= last for row in changed.get(found.path, ())) or any(
        step.span.start.row in changed.get(step.path, ()) for step in steps if step.path != found.path
    )


def _looked_at(report: Report, path: str, root: Path) -> bool:
    """Whether what a comment on that file was about would have been seen again: it was read, or it is deleted."""
    result = next((result for result in report.files if result.path == path), None)
    return not result.skipped if result else not os.path.lexists(root / path)


# Telling --------------------------------------------------------------------------------------------------------------


def _carry_out(todo: Sync, pull: Pull, github: Github, plea: Plea, outcome: Outcome) -> None:
    """Post one review with what is new, then take back what is gone."""
    inside = [remark for remark in todo.new if remark.placed]
    placed = inside[:COMMENTS]
    rest = [*inside[COMMENTS:], *(remark for remark in todo.new if not remark.placed)]
    outcome.rest = tuple(found for remark in rest for found in remark.findings)
    if placed:
        mention = f", or apply {plea.patch}" if outcome.patch else ""
        outcome.review = review(placed, rest, outcome.report, outcome.view, mention)
    if not plea.dry:
        if outcome.review:
            _post(outcome.review, placed, pull, github)
        for comment in todo.gone:
            _withdraw(comment, pull, github)
    said = f"comments: {len(placed)} new, {todo.known} as before, {len(todo.gone)} withdrawn"
    plea.say(said + (f"; {len(rest)} without one" if rest else "") + (" (nothing is posted)" if plea.dry else ""))


def _post(payload: dict[str, Any], placed: list[Remark], pull: Pull, github: Github) -> None:
    """Post a review once. Where the answer got lost, look whether it is there before it is sent again."""
    try:
        github.post(pull, payload)
        return
    except UnsureError:
        there = own(github.comments(pull), github.login())
    marks = frozenset[str]().union(*(remark.marks for remark in placed))
    if not any(comment.marks & marks for comment in there):
        github.post(pull, payload)


def _withdraw(comment: Posted, pull: Pull, github: Github) -> None:
    """Delete a comment. One that somebody answered stays, says that it is settled, and is letgo's no more."""
    if comment.answered:
        github.edit(pull, comment.number, f"{SETTLED}\n\n{unmarked(comment.body)}")
    else:
        github.delete(pull, comment.number)
