"""`letgo bot`: one review on a pull request, with suggestions; what can't be posted becomes annotations."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letgo.cli.emit import put, save
from letgo.cli.guard import UsageError, guarded, say
from letgo.cli.job import code_of, known_rules
from letgo.cli.options import ExitZeroOption, InfoOption, UnsafeOption

if TYPE_CHECKING:
    from letgo.bot.run import Outcome
    from letgo.config import Settings
    from letgo.outputs.view import View

EventOption = Annotated[
    Path | None,
    typer.Option(
        "--event",
        metavar="FILE",
        envvar="GITHUB_EVENT_PATH",
        help="The event of the pull request, as GitHub writes it.",
    ),
]
PatchOption = Annotated[
    Path | None, typer.Option("--patch", metavar="FILE", help="Write the fixes there too, for `git apply`.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Print the review instead of posting it.")]


@guarded
def bot(
    event: EventOption = None,
    unsafe_fixes: UnsafeOption = None,
    patch: PatchOption = None,
    dry_run: DryOption = False,
    show_info: InfoOption = False,
    exit_zero: ExitZeroOption = False,
) -> int:
    """Review a pull request on GitHub: post what is new, take back what is fixed. Needs `letgo[bot]`."""
    import letgo
    from letgo import config
    from letgo.outputs.view import View

    if event is None:
        raise UsageError("--event is missing: the file that GITHUB_EVENT_PATH names in a workflow")
    root, settings = config.load(Path.cwd())
    settings = config.override(settings, unsafe_fixes=unsafe_fixes)
    config.check_codes(settings, [rule.code for rule in known_rules()])
    view = View(None, show_info=show_info, unsafe=settings.unsafe_fixes)
    view = replace(view, rules=tuple(known_rules()), version=letgo.__version__)
    outcome = _run(event, root, settings, view, patch, dry_run)
    if patch is not None:
        save(outcome.patch, patch)
    _tell(outcome, dry_run)
    return code_of(outcome.report, exit_zero=exit_zero)


def _run(event: Path, root: Path, settings: Settings, view: View, patch: Path | None, dry: bool) -> Outcome:
    """Ask and tell GitHub. Raises `UsageError` for an event, a token or an address that can't be used."""
    try:
        from letgo.bot import github
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise UsageError("letgo bot needs httpx: pip install 'letgo[bot]'") from error
    from letgo.bot import run
    from letgo.bot.event import EventError, read

    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    api = os.environ.get("GITHUB_API_URL") or github.API
    try:
        pull = read(event)
        client = github.connect(api, token)
        with closing(client.client):
            plea = run.Plea(root, settings, view, lambda line: say(f"letgo: {line}"), _artifact(patch), dry)
            return run.run(pull, client, plea)
    except (EventError, github.UnknownTokenError, github.AddressError) as error:
        raise UsageError(str(error)) from error


def _artifact(patch: Path | None) -> str:
    """Where a reader of the comments finds the patch: in this run of the workflow, if it is one."""
    from letgo.outputs.comment import code

    if patch is None:
        return ""
    server, repository, run = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    place = f"[this run]({server}/{repository}/actions/runs/{run})" if server and repository and run else "this run"
    return f"{code(patch.name)} of {place}"


def _tell(outcome: Outcome, dry: bool) -> None:
    """Print the annotations for what got no comment, or the review that wasn't posted; write the job's summary."""
    import json

    from letgo import outputs
    from letgo.outputs import job_summary

    report, view = outcome.report, outcome.view
    if outcome.fallback:
        say(f"letgo: {outcome.fallback}")
        say("letgo: the findings are annotations of this run instead")
    elif outcome.rest:
        rest = {id(found) for found in outcome.rest}
        results = (
            replace(result, findings=tuple(found for found in result.findings if id(found) in rest))
            for result in report.files
        )
        report = replace(report, files=tuple(results))
    if dry:
        put(json.dumps(outcome.review or {}, indent=1) + "\n")
    elif outcome.fallback or outcome.rest:
        put(outputs.render("github", report, view))
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(job_summary.render(outcome.report, view))
