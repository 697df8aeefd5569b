"""`letgo fix`: the safe fixes applied (or shown as a diff), and what remains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.cli.bar import bar
from letgo.cli.choosing import Choosing, choosing
from letgo.cli.emit import emit, save
from letgo.cli.guard import UsageError, guarded, say
from letgo.cli.job import Job, code_of, flags_of, job_of, known_rules, say_languages
from letgo.cli.manner import Manner, manner
from letgo.cli.options import (
    CostOption,
    DiffOption,
    ExitZeroOption,
    ExtendOption,
    FileOption,
    FormatOption,
    IgnoreOption,
    InfoOption,
    JobsOption,
    LineOption,
    ParseAllOption,
    PatchOption,
    PathsArgument,
    SelectOption,
    StdinOption,
    TraceOption,
    UnsafeOption,
)
from letgo.cli.reports import write_report
from letgo.cli.show import show
from letgo.cli.targets import Target, put_reports, suggesting, targets_of
from letgo.cli.write import ask_leave, is_changed, write

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View


@guarded
@choosing
@manner
def fix(
    choosing: Choosing,
    manner: Manner,
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
    line: LineOption = None,
) -> int:
    """Apply the safe fixes; report what remains."""
    import letgo
    from letgo.outputs.view import View, fix_summary

    targets = targets_of(output_format, output_file)
    manner.check(plain={"--diff": diff, "--patch": patch is not None, "`-`": "-" in (paths or ())})
    flags = flags_of(select, extend_select, ignore, cost, jobs, parse_all) | {"unsafe_fixes": unsafe_fixes}
    flags |= suggesting(targets)
    if line is not None and "-" not in (paths or ()):
        raise UsageError("--line needs `-` (standard input) as the path")
    job = job_of(paths, stdin_filename, flags, choosing)
    if choosing.shows:
        return show(job, choosing)
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes, fixed=True)
    view = replace(view, rules=tuple(known_rules()), version=letgo.__version__)
    dry = diff or patch is not None or manner.patch_dir is not None
    report, changes = _run(job, manner, view, line, dry=dry)
    if diff or patch is not None:
        changes = _diff(report, patch, show=diff)
    elif job.overlay:
        _print_text(report, job)
    quiet = bool(dry or job.overlay)
    _print_rest([each for each in targets if each.file or not quiet], report, view, statistics=manner.statistics)
    if quiet and not output_file:
        _say_skipped(report)
    _write_reports(report, job, manner, replace(view, color=False), dry=dry)
    say_languages(report)
    say(fix_summary(report, view, dry=dry))
    return code_of(report, exit_zero=exit_zero, changes=changes)


def _write_reports(report: Report, job: Job, manner: Manner, view: View, *, dry: bool) -> None:
    """Write the reports that are asked for. A page for review is about the files as they are on disk now."""
    if manner.patch_dir is not None:
        view = replace(view, fixed=False)  # that dry run looks at the files but once
    from letgo.outputs.view import fix_summary

    on_disk = report
    if dry and manner.patch_dir is None and any(form == ".html" for _, form in manner.papers):
        on_disk = job.check()
    for path, form in manner.papers:
        if form == ".html" and dry:
            write_report(on_disk, path, form, replace(view, fixed=False), fix_summary(report, view, dry=dry))
        else:
            write_report(report, path, form, view, dry=dry)


def _run(job: Job, manner: Manner, view: View, line: int | None, *, dry: bool) -> tuple[Report, bool]:
    """What was fixed, written unless that is not wanted, and whether a dry run has something to change."""
    if manner.patch_dir is not None:
        from letgo.cli.patches import write_patches

        report, count = write_patches(job, manner.split_by or "rule", manner.patch_dir, view)
        say(f"{count} patch{'' if count == 1 else 'es'} in {manner.patch_dir}")
        return report, count > 0
    if manner.verify is not None:
        from letgo.cli.verify import verify

        return verify(job, manner), False
    if manner.interactive:
        from letgo.cli.interactive import review

        return review(job, manner, view), False

    with bar():
        report = job.fix_at(line) if line is not None and job.files else job.fix()
    if dry or job.overlay:
        return report, False
    ask_leave(filter(is_changed, report.files), job, manner)
    return write(report, job), False


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


def _print_rest(targets: list[Target], report: Report, view: View, *, statistics: bool) -> None:
    """The reports on what remains; a log gets a line only if something does."""
    from letgo.outputs.view import ordered

    left = bool(ordered(report, view))
    wanted = [target for target in targets if left or target.file or target.document]
    put_reports(wanted, report, view, statistics=statistics)


def _say_skipped(report: Report) -> None:
    for result in report.files:
        if result.skipped:
            say(f"{result.path}: skipped: {result.skipped}")
