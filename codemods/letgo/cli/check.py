"""`letgo check`: what is held too long; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from letgo.cli.bar import bar
from letgo.cli.choosing import Choosing, choosing
from letgo.cli.guard import guarded
from letgo.cli.job import code_of, flags_of, job_of, known_rules, say_languages
from letgo.cli.options import (
    CostOption,
    ExitZeroOption,
    ExtendOption,
    FileOption,
    FormatOption,
    IgnoreOption,
    InfoOption,
    JobsOption,
    OfferOption,
    ParseAllOption,
    PathsArgument,
    ReportOption,
    SelectOption,
    StatisticsOption,
    StdinOption,
    TraceOption,
)
from letgo.cli.reports import known_report, write_report
from letgo.cli.show import show
from letgo.cli.targets import put_reports, suggesting, targets_of


@guarded
@choosing
def check(
    choosing: Choosing,
    paths: PathsArgument = None,
    output_format: FormatOption = "text",
    output_file: FileOption = None,
    select: SelectOption = None,
    extend_select: ExtendOption = None,
    ignore: IgnoreOption = None,
    cost: CostOption = None,
    exit_zero: ExitZeroOption = False,
    statistics: StatisticsOption = False,
    show_trace: TraceOption = False,
    show_info: InfoOption = False,
    jobs: JobsOption = None,
    parse_all: ParseAllOption = False,
    stdin_filename: StdinOption = None,
    reports: ReportOption = None,
    unsafe_fixes: OfferOption = None,
) -> int:
    """Report what is held too long, dearest first."""
    import letgo
    from letgo.outputs.view import View, summary

    known_report(reports or ())
    targets = targets_of(output_format, output_file)
    flags = flags_of(select, extend_select, ignore, cost, jobs, parse_all) | suggesting(targets)
    flags |= {"unsafe_fixes": unsafe_fixes}
    job = job_of(paths, stdin_filename, flags, choosing)
    if choosing.shows:
        return show(job, choosing)
    with bar():
        report = job.check()
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes)
    view = replace(view, rules=tuple(known_rules()), version=letgo.__version__)
    put_reports(targets, report, view, statistics=statistics, diff_base=job.settings.diff_base)
    for path in reports or ():
        write_report(report, path, path.suffix, replace(view, color=False), summary(report, view).splitlines()[0])
    say_languages(report)
    return code_of(report, exit_zero=exit_zero)
