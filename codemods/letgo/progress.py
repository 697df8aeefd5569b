"""How far a run is, for whoever wants to know. Costs nothing where nobody does."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Watcher = Callable[[str, int, int], None]  # what is done, how many of it are, of how many
STEP = 0.1  # seconds between two words about it
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Call the watcher as things go on."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def counted(what: str, things: Collection[T]) -> Iterator[T]:
    """The things one by one, told to the watcher."""
    watcher = _watcher.get()
    if watcher is None:
        yield from things
        return
    said = 0.0
    for number, thing in enumerate(things):
        now = time.monotonic()
        if now - said >= STEP:
            watcher(what, number, len(things))
            said = now
        yield thing
    watcher(what, len(things), len(things))
