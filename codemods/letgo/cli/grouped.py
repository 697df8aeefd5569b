"""Options that many commands take, or that belong together, arrive in a command as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

Options = Mapping[str, tuple[Any, Any]]  # name -> annotation, default


def grouped(
    parameter: str, options: Options, make: Callable[..., Any]
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """A decorator that gives a command those options; they arrive as its `parameter`, made from them by name."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        own = inspect.signature(command, eval_str=True)
        kept = [each for each in own.parameters.values() if each.name != parameter]
        kind = inspect.Parameter.KEYWORD_ONLY
        added = [inspect.Parameter(name, kind, default=each[1], annotation=each[0]) for name, each in options.items()]

        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> int:
            given = {name: kwargs.pop(name) for name in options if name in kwargs}
            return command(*args, **{parameter: make(**given)}, **kwargs)

        made = own.replace(parameters=[*kept, *added])
        run.__signature__ = made  # type: ignore[attr-defined]  # what typer reads
        run.__annotations__ = {name: each.annotation for name, each in made.parameters.items()} | {"return": int}
        return run

    return decorate
