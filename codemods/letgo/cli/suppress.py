"""`letgo suppress`: list the comments that silence findings, or write one for every finding there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from letgo.cli.choosing import Choosing, choosing
from letgo.cli.emit import put
from letgo.cli.guard import CLEAN, FOUND, guarded, say
from letgo.cli.job import Job, flags_of, job_of
from letgo.cli.manner import OPTIONS, Manner
from letgo.cli.options import CostOption, ExtendOption, IgnoreOption, InfoOption, PathsArgument, SelectOption
from letgo.cli.write import ask_leave, write

AddOption = Annotated[bool, typer.Option("--add", help="Write a comment for every finding that there is.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="What the new comments say.")]
DirtyOption, StagedOption, NoVcsOption = (OPTIONS[f"allow_{name}"][0] for name in ("dirty", "staged", "no_vcs"))


@guarded
@choosing
def suppress(
    choosing: Choosing,
    paths: PathsArgument = None,
    add: AddOption = False,
    reason: ReasonOption = "",
    show_info: InfoOption = False,
    select: SelectOption = None,
    extend_select: ExtendOption = None,
    ignore: IgnoreOption = None,
    cost: CostOption = None,
    allow_dirty: DirtyOption = False,  # type: ignore[valid-type]  # the annotation that fix has
    allow_staged: StagedOption = False,  # type: ignore[valid-type]
    allow_no_vcs: NoVcsOption = False,  # type: ignore[valid-type]
) -> int:
    """List the comments that silence findings; with --add write them, to adopt an old repository."""
    job = job_of(paths, None, flags_of(select, extend_select, ignore, cost, None, False), choosing)
    manner = Manner(allow_dirty=allow_dirty, allow_staged=allow_staged, allow_no_vcs=allow_no_vcs)
    return _add(job, manner, reason, info=show_info) if add else _list(job)


def _list(job: Job) -> int:
    from letgo import files
    from letgo.wanted.suppressions import listed

    for path in job.files:
        source = files.read(path, job.root)
        if not isinstance(source, files.Skipped):
            put("".join(f"{source.name}:{each.row}: {each.text}\n" for each in listed(source.text)))
    return CLEAN


def _add(job: Job, manner: Manner, reason: str, *, info: bool) -> int:
    """Write the comments; info findings get one only if asked for. Exit code 1 if some could not be written."""
    from letgo.model import Fix, Safety, Severity
    from letgo.wanted import add

    report = job.check()
    note = Fix("suppress", Safety.SAFE, "Silence what is found", ())
    changed, counts = [], {}
    for result in report.files:
        found = [each for each in result.findings if info or each.severity is not Severity.INFO]
        marks = add.marks(found)
        made = add.added(result.text, marks, reason) if marks else result.text
        if made != result.text:
            counts[result.path] = len(marks)
            changed.append(replace(result, fixed=made, applied=(note,)))
    ask_leave(changed, job, manner)
    written = write(replace(report, files=tuple(changed)), job)
    for result in written.files:
        if result.skipped:
            say(f"{result.path}: skipped: {result.skipped}")
            del counts[result.path]
    done = sum(counts.values())
    say(f"{done:,} finding{'' if done == 1 else 's'} silenced")
    return FOUND if len(counts) < len(changed) else CLEAN
