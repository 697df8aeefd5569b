"""A progress bar on standard error, if that is a terminal and the run takes a while."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
        self.turns = [True]  # who takes it out shows the bar: an alarm may ring at any moment

    def pulse(self, *_: object) -> None:
        """Show that something is going on, before anybody has told how far it is. A signal's handler."""
        with suppress(Exception):  # whatever it interrupts goes on
            self.turns.pop()
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            progress.start()
            self.what, self.task, self.progress = "Reading", progress.add_task("Reading", total=None), progress

    def tell(self, what: str, done: int, total: int) -> None:
        if self.progress is None and time.monotonic() - self.start >= PATIENCE:
            self.pulse()
        if self.progress is None or self.task is None:
            return
        if what != self.what:
            self.progress.remove_task(self.task)
            self.what, self.task = what, self.progress.add_task(what)
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
    with _alarm(shown.pulse):
        try:
            with watched(shown.tell):
                yield
        finally:
            shown.stop()


@contextmanager
def _alarm(ring: Callable[..., None]) -> Iterator[None]:
    """Call it once in the main thread when the user's patience is over, where there are such alarms."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
