"""What a recipe is, and what it sets up."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Bench:
    """One way to get a resource, and questions about it. All callables may be coroutine functions.

    `works` raises, or gives False, once the resource is released; None if nobody can tell. `write` changes something
    without a commit, `kept` tells afterwards whether it was committed. `child` gives something the resource should
    take with it, `child_works` asks whether it did. `spoil` brings about the state in which releasing raises. `held`
    tells whether unread rows hold something. `prime` gets a fresh resource to the point where it holds anything at all.
    `arguments` are those of methods that need some, or how to get them; None for methods that can't be called here.
    """

    acquire: Callable[[], Any]
    works: Callable[[Any], Any] | None = None
    write: Callable[[Any], Any] | None = None
    kept: Callable[[], bool] | None = None
    child: Callable[[Any], Any] | None = None
    child_works: Callable[[Any], Any] | None = None
    spoil: Callable[[Any], Any] | None = None
    held: Callable[[], bool] | None = None
    prime: Callable[[Any], Any] | None = None
    arguments: Mapping[str, tuple[Any, ...] | Callable[[Any], tuple[Any, ...]] | None] = field(default_factory=dict)


Prepare = Callable[[AsyncExitStack, Path], Bench | Awaitable[Bench]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The acquiring call of a row, and how to set up its bench. `when` is the row's condition.

    `only` are the aspects this recipe is about, all if it is empty; `needs` the versions it works with (`>=2`, `<2`).
    """

    call: str
    prepare: Prepare
    when: str = ""
    only: frozenset[str] = frozenset()
    needs: str = ""

    def __str__(self) -> str:
        return f"{self.call}({self.when})" if self.when else self.call


def has(module: str) -> bool:
    """Whether a module can be imported."""
    return importlib.util.find_spec(module) is not None


def named(dotted: str) -> Any:
    """The object of a dotted name."""
    parts = dotted.split(".")
    for size in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            found = getattr(found, part)
        return found
    return getattr(importlib.import_module("builtins"), dotted)


def later(dotted: str) -> Callable[..., Any]:
    """A function that calls what has that name, and looks it up only then."""

    def call(*arguments: Any) -> Any:
        return named(dotted)(*arguments)

    return call


def version(distribution: str) -> tuple[int, ...]:
    """`2.0.58` -> (2, 0, 58), of what is installed."""
    return numbers(metadata.version(distribution))


def numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version."""
    made: list[int] = []
    for part in text.split("."):
        if not part.isdigit():
            break
        made.append(int(part))
    return tuple(made)


def fits(distribution: str, needs: str) -> bool:
    """Whether the installed version is one a recipe needs."""
    if not needs:
        return True
    limit = numbers(needs.lstrip("<>="))
    return version(distribution) < limit if needs.startswith("<") else version(distribution) >= limit
