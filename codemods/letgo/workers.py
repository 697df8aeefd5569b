"""Work for several processes at once: they are forked, so that each knows all that its parent knows."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextvars import Context
from multiprocessing.connection import Connection
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


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin some work in a process of its own, forked now. What is given waits for the answer, and gives it.

    What goes wrong there is raised here, as an error of its kind.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, there), daemon=True)
    gc.freeze()
    try:
        process.start()
    finally:
        gc.unfreeze()
    there.close()

    def answer() -> T:
        try:
            good, value = here.recv()
        except EOFError:
            raise ChildProcessError("a process that was to help has died") from None
        finally:
            process.join()
            here.close()
        if not good:
            raise value
        given: T = value
        return given

    return answer


def _answer(work: Callable[[], object], there: Connection) -> None:
    gc.freeze()
    try:
        given = True, Context().run(work)  # nobody watches it: a bar belongs to the parent, and so do its locks
    except Exception as error:  # noqa: BLE001  # whoever waits for the answer is to see it
        given = False, error
    except KeyboardInterrupt:  # so is whoever waits
        os._exit(130)
    there.send(given)
    there.close()


_given: list[Callable[[int], Any]] = []  # what the children of this moment are to do


def _do(number: int) -> Any:
    return _given[-1](number)
