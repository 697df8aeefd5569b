"""Front door: the command. Arguments in; text on standard output, everything said about it on standard error.

Start-up counts, so this module imports typer and nothing else of weight; each command imports what it needs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

import letgo

if TYPE_CHECKING:
    from letgo.config import Settings
    from letgo.model import Report
    from letgo.outputs.view import View

P = ParamSpec("P")
ISSUES = "https://github.com/letgo/letgo/issues"
STDIN = "<stdin>"
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    help="Find database cursors, rows and connections that are held too long, and fix the code that holds them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Words = list[str] | None
PathsArgument = Annotated[
    Words, typer.Argument(metavar="PATHS", help="Files and folders (default: this one); `-` is standard input.")
]
FormatOption = Annotated[str, typer.Option("--output-format", metavar="FORMAT", help="text, concise or json.")]
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
    int | None, typer.Option("--jobs", min=1, metavar="N", help="How many processes at most (one is used for now).")
]
ParseAllOption = Annotated[bool, typer.Option("--parse-all", help="Parse every file: same results, slower.")]
ExitZeroOption = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 even if findings remain.")]
StatisticsOption = Annotated[bool, typer.Option("--statistics", help="Show counts per rule instead of findings.")]
InfoOption = Annotated[bool, typer.Option("--show-info", help="Show findings of severity info too.")]
TraceOption = Annotated[bool, typer.Option("--show-trace", help="Show the source lines of each finding's path.")]
StdinOption = Annotated[
    Path | None, typer.Option("--stdin-filename", metavar="FILE", help="The name that standard input stands for.")
]
UnsafeOption = Annotated[
    bool | None, typer.Option("--unsafe-fixes/--no-unsafe-fixes", help="Apply the unsafe fixes too.")
]
DiffOption = Annotated[bool, typer.Option("--diff", help="Dry run: print one diff for `git apply`, write nothing.")]
PatchOption = Annotated[
    Path | None, typer.Option("--patch", metavar="FILE", help="Dry run: write that diff to a file.")
]
DirtyOption = Annotated[bool, typer.Option("--allow-dirty", help="Write into a changed work tree (for now, always).")]
TopicArgument = Annotated[str, typer.Argument(metavar="CODE|NAME|LIBRARY", help="A rule, or a library by its name.")]


class UsageError(Exception):
    """A call that can't be carried out as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to work on: the project's root, the files to report on, the settings, and texts that win over the disk."""

    root: Path
    files: list[Path]
    settings: Settings
    overlay: Mapping[Path, bytes]


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Make a command end with the exit code it returns, and with 2 and a message where it can't do its work."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except BrokenPipeError:  # typer ends quietly then
            raise
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001  # the last resort of every command
            code = _failed(error)
        raise typer.Exit(code)

    return run


def _failed(error: Exception) -> int:
    from letgo.config import ConfigError

    if isinstance(error, UsageError | ConfigError):
        _say(f"letgo: error: {error}")
        return FAILED
    if os.environ.get("LETGO_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        _say("Run it again with LETGO_DEBUG=1 for the traceback.")
    _say(f"letgo: internal error: {type(error).__name__}: {error}")
    _say(f"This is a fault of letgo, not of your code. Please report it at {ISSUES}")
    return FAILED


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"letgo {letgo.__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
@guarded
def check(
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

    _known_format(output_format)
    flags = _flags(select, extend_select, ignore, cost, jobs, parse_all)
    job = _job(paths, stdin_filename, flags)
    report = pipeline.check(job.root, job.files, job.settings, job.overlay)
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes, color=_color(output_file))
    render = outputs.render_statistics if statistics else outputs.render
    _print(render(output_format, report, view), output_file)
    return CLEAN if exit_zero else _code(report, job.settings)


@app.command()
@guarded
def fix(
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
    from letgo import pipeline
    from letgo.outputs.view import View, fix_summary

    _known_format(output_format)
    flags = _flags(select, extend_select, ignore, cost, jobs, parse_all) | {"unsafe_fixes": unsafe_fixes}
    job = _job(paths, stdin_filename, flags)
    report = pipeline.fix(job.root, job.files, job.settings, job.overlay)
    view = View(Path.cwd(), show_trace, show_info, job.settings.unsafe_fixes, fixed=True, color=_color(output_file))
    dry = diff or patch is not None
    changes = dry and _diff(report, patch, show=diff)
    if not dry and job.overlay:
        _print_text(report, job)
    elif not dry:
        report = _write(report, job.root)
    if output_file or not (dry or job.overlay):
        _print_rest(output_format, report, view, output_file)
    else:
        _say_skipped(report)
    _say(fix_summary(report, view, dry=dry))
    return CLEAN if exit_zero else max(_code(report, job.settings), FOUND if changes else CLEAN)


@app.command()
@guarded
def explain(topic: TopicArgument = "") -> int:
    """Print a rule's page, or what letgo knows of a library."""
    from letgo import catalogue
    from letgo.config import did_you_mean
    from letgo.outputs import pages

    known, libraries = _rules(), catalogue.load().libraries
    if not topic:
        _print(pages.overview(known, libraries))
    elif rule := pages.find_rule(topic, known):
        _print(pages.rule_page(rule))
    elif library := pages.find_library(topic, libraries):
        _print(pages.library_page(library))
    else:
        names = [*(name for rule in known for name in (rule.code, rule.name)), *libraries]
        hint = did_you_mean(topic, names) or did_you_mean(topic.upper(), names)
        raise UsageError(f"nothing is known of {topic!r}{hint}")
    return CLEAN


@app.command()
@guarded
def rules() -> int:
    """List the rules."""
    from letgo.outputs import pages

    _print(pages.rule_table(_rules()))
    return CLEAN


def main(args: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (default: the process's) and return its exit code."""
    code: object = FAILED
    try:
        app(args=args, prog_name="letgo")
    except SystemExit as stop:
        code = stop.code
    return code if isinstance(code, int) else FAILED


# From arguments to a job ----------------------------------------------------------------------------------------------


def _flags(
    select: Words, extend_select: Words, ignore: Words, cost: Words, jobs: int | None, parse_all: bool
) -> dict[str, Any]:
    """The settings that flags give; None where a flag isn't given."""
    lists = {"select": select, "extend_select": extend_select, "ignore": ignore, "cost": cost}
    return {**lists, "jobs": jobs, "parse_all": parse_all or None}


def _job(paths: Words, stdin_filename: Path | None, flags: Mapping[str, Any]) -> Job:
    """Find the root, the settings and the files. Raises `UsageError` and `ConfigError`."""
    from letgo import config, files

    names = paths or ["."]
    from_stdin = "-" in names
    if from_stdin and len(names) > 1:
        raise UsageError("`-` (standard input) can't be named together with other paths")
    if stdin_filename and not from_stdin:
        raise UsageError("--stdin-filename needs `-` as the path")
    places = [Path(stdin_filename or STDIN) if from_stdin else Path(name) for name in names]
    for place in () if from_stdin else places:
        if not os.path.lexists(place):
            raise UsageError(f"no such file or folder: {place}")
    places = [place.absolute() for place in places]
    root, settings = config.load(config.start_of(places))
    settings = config.override(settings, **flags)
    config.check_codes(settings, [rule.code for rule in _rules()])
    if from_stdin:
        place = places[0].parent.resolve() / places[0].name
        return Job(root, [place], settings, {place: sys.stdin.buffer.read()})
    found = files.discover(root, places, settings)
    if not found:
        _say("letgo: warning: no Python files under " + ", ".join(names))
    return Job(root, found, settings, {})


def _known_format(name: str) -> None:
    from letgo.config import did_you_mean
    from letgo.outputs import FORMATS

    if name not in FORMATS:
        raise UsageError(f"--output-format: {name!r} is not one of {', '.join(FORMATS)}{did_you_mean(name, FORMATS)}")


def _rules() -> Sequence[Any]:
    """The rules and what stands beside them (skipped files), by code."""
    from importlib import import_module

    from letgo.outputs.pages import SKIPPED_FILE

    known = {rule.code: rule for rule in (SKIPPED_FILE, *import_module("letgo.rules").RULES)}
    return [known[code] for code in sorted(known)]


# From a report to output ----------------------------------------------------------------------------------------------


def _code(report: Report, settings: Settings) -> int:
    loud = any(found.severity.value != "info" for found in report.findings)
    return FOUND if loud or (settings.enabled("LG001") and any(result.skipped for result in report.files)) else CLEAN


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
        _emit(raw)
    if patch is not None:
        _save(raw, patch)
        _say(f"{patch} is {'written' if raw else 'empty: there is nothing to fix'}")
    return bool(raw)


def _print_text(report: Report, job: Job) -> None:
    """Print standard input, fixed or not; what could not be read comes out as it went in."""
    import codecs

    from letgo import files

    ((place, raw),) = job.overlay.items()
    result = next((result for result in report.files if result.path == files.name_of(place, job.root)), None)
    if result and result.applied:
        raw = (codecs.BOM_UTF8 if result.bom else b"") + result.fixed.encode(result.encoding)
    _emit(raw)


def _print_rest(output_format: str, report: Report, view: View, output_file: Path | None) -> None:
    from letgo import outputs
    from letgo.outputs.view import ordered

    if output_format == "json" or output_file or ordered(report, view):
        _print(outputs.render(output_format, report, view), output_file)


def _say_skipped(report: Report) -> None:
    for result in report.files:
        if result.skipped:
            _say(f"{result.path}: skipped: {result.skipped}")


def _color(output_file: Path | None) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return output_file is None and (bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty())


def _print(text: str, output_file: Path | None = None) -> None:
    if output_file is None:
        _emit(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    else:
        _save(text.encode("utf-8", "backslashreplace"), output_file)


def _emit(raw: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def _save(raw: bytes, path: Path) -> None:
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


def _say(line: str) -> None:
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
