"""`letgo fix`: the safe fixes applied (or shown as a diff), and what remains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.cli.choosing import Choosing, choosing
from letgo.cli.emit import emit, save
from letgo.cli.guard import CLEAN, FOUND, guarded, say
from letgo.cli.job import Job, code_of, flags_of, job_of, known_rules
from letgo.cli.options import (
    CostOption,
    DiffOption,
    DirtyOption,
    ExitZeroOption,
    ExtendOption,
    FileOption,
    FormatOption,
    IgnoreOption,
    InfoOption,
    JobsOption,
    ParseAllOption,
    PatchOption,
    PathsArgument,
    SelectOption,
    StdinOption,
    TraceOption,
    UnsafeOption,
)
from letgo.cli.show import show
from letgo.cli.targets import Target, put_reports, suggesting, targets_of

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View


@guarded
@choosing
def fix(
    choosing: Choosing,
    paths: PathsArgument = None,
    unsafe_fixes: UnsafeOption = None,
    diff: DiffOption = False,
    patch: PatchOption = None,
    output_format: FormatOption = "concise",
    output_file: FileOption = None,
    select: SelectOption = None,
    extend_select: ExtendOption = None,
    ignore: IgnoreOption = None,
    cost: CostOption = None,
    exit_zero: ExitZeroOption = False,
    show_trace: TraceOption = False,
    show_info: InfoOption = False,
    jobs: JobsOption = None,
    parse_all: ParseAllOption = False,
    stdin_filename: StdinOption = None,
    allow_dirty: DirtyOption = False,  # noqa: ARG001  # accepted; a later version gives it its meaning
) -> int:
    """Apply the safe fixes; report what remains."""
    import letgo
    from letgo import pipeline
    from letgo.outputs.view import View, fix_summary

    targets = targets_of(output_format, output_file)
    flags = flags_of(select, extend_select, ignore, cost, jobs, parse_all) | {"unsafe_fixes": unsafe_fixes}
    flags |= suggesting(targets)
    job = job_of(paths, stdin_filename, flags, choosing)
    if choosing.shows:
        return show(job, choosing)
    report = pipeline.fix(job.root, job.files, job.settings, job.overlay)
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes, fixed=True)
    view = replace(view, rules=tuple(known_rules()), version=letgo.__version__)
    dry = diff or patch is not None
    changes = dry and _diff(report, patch, show=diff)
    if not dry and job.overlay:
        _print_text(report, job)
    elif not dry:
        report = _write(report, job.root)
    quiet = bool(dry or job.overlay)
    _print_rest([target for target in targets if target.file or not quiet], report, view)
    if quiet and not output_file:
        _say_skipped(report)
    say(fix_summary(report, view, dry=dry))
    return CLEAN if exit_zero else max(code_of(report), FOUND if changes else CLEAN)


def _write(report: Report, root: Path) -> Report:
    """Write the fixed files; what can't be written becomes a skipped file."""
    from letgo import files

    results = [(result, files.write(result, root)) for result in report.files]
    return replace(
        report, files=tuple(files.not_written(result, reason) if reason else result for result, reason in results)
    )


def _diff(report: Report, patch: Path | None, *, show: bool) -> bool:
    """Print or write the diff. Returns whether there is one."""
    from letgo.outputs import diff

    raw = diff.render(report)
    if show:
        emit(raw)
    if patch is not None:
        save(raw, patch)
        say(f"{patch} is {'written' if raw else 'empty: there is nothing to fix'}")
    return bool(raw)


def _print_text(report: Report, job: Job) -> None:
    """Print standard input, fixed or not; what could not be read comes out as it went in."""
    import codecs

    from letgo import files

    ((place, raw),) = job.overlay.items()
    result = next((result for result in report.files if result.path == files.name_of(place, job.root)), None)
    if result and result.applied:
        raw = (codecs.BOM_UTF8 if result.bom else b"") + result.fixed.encode(result.encoding)
    emit(raw)


def _print_rest(targets: list[Target], report: Report, view: View) -> None:
    """The reports on what remains; a log gets a line only if something does."""
    from letgo.outputs.view import ordered

    left = bool(ordered(report, view))
    put_reports([target for target in targets if left or target.file or target.document], report, view)


def _say_skipped(report: Report) -> None:
    for result in report.files:
        if result.skipped:
            say(f"{result.path}: skipped: {result.skipped}")
