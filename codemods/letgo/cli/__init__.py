"""Front door: the command. Arguments in; text on standard output, everything said about it on standard error.

Start-up counts, so these modules import typer and nothing else of weight; each command imports what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

import letgo
from letgo.cli import baseline, bot, cache, check, explain, fix, merge, rules, server, settings, suppress
from letgo.cli.guard import CLEAN, FAILED, FOUND, INTERRUPTED, ISSUES

app = typer.Typer(
    help="Find database cursors, rows and connections that are held too long, and fix the code that holds them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    *(check.check, fix.fix, suppress.suppress, merge.merge),
    *(explain.explain, rules.rules, settings.config, bot.bot, server.server),
):
    app.command()(_command)
app.add_typer(baseline.app, name="baseline")
app.add_typer(cache.app, name="cache")


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


def main(args: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (default: the process's) and return its exit code."""
    code: object = FAILED
    try:
        app(args=args, prog_name="letgo")
    except SystemExit as stop:
        code = stop.code
    return code if isinstance(code, int) else FAILED


__all__ = ["CLEAN", "FAILED", "FOUND", "INTERRUPTED", "ISSUES", "app", "main"]
