"""`letgo check`: what is held too long; nothing is written."""

from __future__ import annotations

from pathlib import Path

from letgo.cli.choosing import Choosing, choosing
from letgo.cli.emit import color, put
from letgo.cli.guard import CLEAN, guarded
from letgo.cli.job import code_of, flags_of, job_of, known_format
from letgo.cli.options import (
    CostOption,
    ExitZeroOption,
    ExtendOption,
    FileOption,
    FormatOption,
    IgnoreOption,
    InfoOption,
    JobsOption,
    ParseAllOption,
    PathsArgument,
    SelectOption,
    StatisticsOption,
    StdinOption,
    TraceOption,
)
from letgo.cli.show import show


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
) -> int:
    """Report what is held too long, dearest first."""
    from letgo import outputs, pipeline
    from letgo.outputs.view import View

    known_format(output_format)
    flags = flags_of(select, extend_select, ignore, cost, jobs, parse_all)
    job = job_of(paths, stdin_filename, flags, choosing)
    if choosing.shows:
        return show(job, choosing)
    report = pipeline.check(job.root, job.files, job.settings, job.overlay)
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes, color=color(output_file))
    render = outputs.render_statistics if statistics else outputs.render
    put(render(output_format, report, view), output_file)
    return CLEAN if exit_zero else code_of(report)
