"""`letgo merge`: the JSON reports of several runs (the parts of a shard, say) as one report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from letgo.cli.guard import UsageError, guarded
from letgo.cli.job import code_of, known_rules
from letgo.cli.options import (
    ExitZeroOption,
    FileOption,
    FormatOption,
    InfoOption,
    OfferOption,
    StatisticsOption,
    TraceOption,
)
from letgo.cli.targets import put_reports, targets_of

ReportsArgument = Annotated[list[Path], typer.Argument(metavar="REPORTS", help="Reports in the json format.")]

BaseOption = Annotated[
    str, typer.Option("--diff-base", metavar="REV", help="A review's suggestions stay inside of what changed since.")
]


@guarded
def merge(
    reports: ReportsArgument,
    output_format: FormatOption = "json",
    output_file: FileOption = None,
    exit_zero: ExitZeroOption = False,
    statistics: StatisticsOption = False,
    show_trace: TraceOption = False,
    show_info: InfoOption = False,
    unsafe_fixes: OfferOption = None,
    diff_base: BaseOption = "",
) -> int:
    """Join reports in the json format; the files they name are looked for below the working folder."""
    import letgo
    from letgo import files
    from letgo.outputs import load
    from letgo.outputs.view import View

    targets = targets_of(output_format, output_file)
    found = []
    for path in reports:
        try:
            found += load.findings(path.read_bytes())
        except OSError as error:
            raise UsageError(f"{path} can't be read: {error.strerror}") from error
        except ValueError as error:
            raise UsageError(f"{path}: {error}") from error
    root = Path.cwd()
    read = (files.read(root / name, root) for name in {each.path for each in found})
    sources = {each.name: each for each in read if not isinstance(each, files.Skipped)}
    report = load.report(found, sources, root)
    view = View(root, show_trace, show_info, bool(unsafe_fixes), rules=tuple(known_rules()), version=letgo.__version__)
    put_reports(targets, report, view, statistics=statistics, diff_base=diff_base)
    return code_of(report, exit_zero=exit_zero)
