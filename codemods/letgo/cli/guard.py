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
    import traceback

    said = f"internal error: {type(error).__name__}: {error}"
    failure_said(said, "".join(traceback.format_exception(error)))
    say_report()
    return FAILED


def failure_said(said: str, trace: str) -> None:
    """Say an internal error, with its traceback where the environment has `LETGO_DEBUG`."""
    if os.environ.get("LETGO_DEBUG"):
        say(trace.rstrip("\n"))
    say(f"letgo: {said}")


def say_report() -> None:
    """Say what to do about internal errors."""
    if not os.environ.get("LETGO_DEBUG"):
        say("Run it again with LETGO_DEBUG=1 for the traceback.")
    say(f"This is a fault of letgo, not of your code. Please report it at {ISSUES}")


def say(line: str) -> None:
    """One line on standard error."""
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
