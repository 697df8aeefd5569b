"""A progress bar on standard error, if that is a terminal and the run takes a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5  # seconds without a bar; most runs are over by then


class _Bar:
    """Made when it is first needed: rich takes its time to load."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.progress: Progress | None = None
        self.task: TaskID | None = None
        self.what = ""

    def tell(self, what: str, done: int, total: int) -> None:
        if self.progress is None:
            if time.monotonic() - self.start < PATIENCE:
                return
            from rich.console import Console
            from rich.progress import Progress

            self.progress = Progress(console=Console(stderr=True), transient=True)
            self.progress.start()
        if what != self.what:
            if self.task is not None:
                self.progress.remove_task(self.task)
            self.what, self.task = what, self.progress.add_task(what)
        assert self.task is not None
        self.progress.update(self.task, completed=done, total=total)

    def stop(self) -> None:
        if self.progress is not None:
            self.progress.stop()


@contextmanager
def bar() -> Iterator[None]:
    """Show how far the run inside of the block is. It is gone when the block ends."""
    if not sys.stderr.isatty():
        yield
        return
    from letgo.progress import watched

    shown = _Bar()
    try:
        with watched(shown.tell):
            yield
    finally:
        shown.stop()
