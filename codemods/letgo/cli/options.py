"""The arguments and options that commands share, one alias each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Words = list[str] | None
PathsArgument = Annotated[
    Words, typer.Argument(metavar="PATHS", help="Files and folders (default: this one); `-` is standard input.")
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--output-format",
        metavar="FORMAT[:FILE],...",
        help="concise, github, github-review, gitlab, json, junit, rdjson, rdjsonl, sarif or text; commas between.",
    ),
]
FileOption = Annotated[Path | None, typer.Option("--output-file", metavar="FILE", help="Write the report to a file.")]
SelectOption = Annotated[
    Words, typer.Option("--select", metavar="CODES", help="Only these codes or prefixes; commas or repeated.")
]
ExtendOption = Annotated[Words, typer.Option("--extend-select", metavar="CODES", help="These too.")]
IgnoreOption = Annotated[Words, typer.Option("--ignore", metavar="CODES", help="Not these.")]
CostOption = Annotated[
    Words, typer.Option("--cost", metavar="COSTS", help="Only what costs that: pool, server, fd, memory.")
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", min=1, metavar="N", help="How many processes at most; default: all cores for many files, else one."
    ),
]
ParseAllOption = Annotated[bool, typer.Option("--parse-all", help="Parse every file: same results, slower.")]
ExitZeroOption = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 even if findings remain.")]
StatisticsOption = Annotated[bool, typer.Option("--statistics", help="Show counts per rule instead of findings.")]
InfoOption = Annotated[bool, typer.Option("--show-info", help="Show findings of severity info too.")]
TraceOption = Annotated[bool, typer.Option("--show-trace", help="Show the source lines of each finding's path.")]
StdinOption = Annotated[
    Path | None, typer.Option("--stdin-filename", metavar="FILE", help="The name that standard input stands for.")
]
LineOption = Annotated[
    int | None,
    typer.Option("--line", min=1, metavar="N", help="With `-`: fix only what is found in this line, or its function."),
]
OfferOption = Annotated[
    bool | None, typer.Option("--unsafe-fixes/--no-unsafe-fixes", help="Offer the unsafe fixes as suggestions, too.")
]
UnsafeOption = Annotated[
    bool | None, typer.Option("--unsafe-fixes/--no-unsafe-fixes", help="Apply the unsafe fixes too.")
]
DiffOption = Annotated[bool, typer.Option("--diff", help="Dry run: print one diff for `git apply`, write nothing.")]
PatchOption = Annotated[
    Path | None, typer.Option("--patch", metavar="FILE", help="Dry run: write that diff to a file.")
]
TopicArgument = Annotated[str, typer.Argument(metavar="CODE|NAME|LIBRARY", help="A rule, or a library by its name.")]
ReportOption = Annotated[
    list[Path] | None,
    typer.Option("--report", metavar="FILE", help="A report: .md, .json, or .html to review and choose."),
]
