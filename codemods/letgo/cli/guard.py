"""How every command ends: exit codes, what goes to standard error, and what can't be carried out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

P = ParamSpec("P")
ISSUES = "https://github.com/letgo/letgo/issues"
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """A call that can't be carried out as asked; the message says why."""


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
        say(f"letgo: error: {error}")
        return FAILED
    if os.environ.get("LETGO_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        say("Run it again with LETGO_DEBUG=1 for the traceback.")
    say(f"letgo: internal error: {type(error).__name__}: {error}")
    say(f"This is a fault of letgo, not of your code. Please report it at {ISSUES}")
    return FAILED


def say(line: str) -> None:
    """One line on standard error."""
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
