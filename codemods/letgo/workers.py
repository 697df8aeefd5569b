"""Work for several processes at once: they are forked, so that each knows all that its parent knows."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
MANY = 200  # files from which on all cores are used if nobody says how many


def processes(wanted: int, files: int) -> int:
    """How many processes to use for that many files; `wanted` 0 lets letgo choose. One where there is no fork."""
    if sys.platform != "linux":
        return 1
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if files >= MANY else 1


def spread(work: Callable[[int], T], count: int, jobs: int, batch: int = 1) -> Iterator[T]:
    """`work(0)` to `work(count - 1)`, in order. Batches of that many numbers go to whoever is free."""
    if jobs < 2 or count < 2:
        yield from map(work, range(count))
        return
    _given.append(work)
    gc.freeze()  # what the parent knows is looked at by no collector of a child
    try:
        with multiprocessing.get_context("fork").Pool(min(jobs, count)) as pool:
            yield from pool.imap(_do, range(count), batch)
            pool.close()
            pool.join()
    finally:
        gc.unfreeze()
        _given.pop()


_given: list[Callable[[int], Any]] = []  # what the children of this moment are to do


def _do(number: int) -> Any:
    return _given[-1](number)
