"""Work for several processes at once: they are forked, so that each knows all that its parent knows."""

from __future__ import annotations

import gc
import multiprocessing
import os
import struct
import sys
from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
PIPE = 8_000  # numbers that fit into a pipe
MANY = 200  # files from which on all cores are used if nobody says how many


def processes(wanted: int, files: int) -> int:
    """How many processes to use for that many files; `wanted` 0 lets letgo choose. One where there is no fork."""
    if sys.platform != "linux":
        return 1
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if files >= MANY else 1


def spread(work: Callable[[int], T], count: int, jobs: int) -> Iterator[T]:
    """`work(0)` to `work(count - 1)`, in order. Each number goes to whoever is free, this process among them.

    Raises what goes wrong in any of them, `ChildProcessError` if one dies.
    """
    if jobs < 2 or count < 2:
        yield from map(work, range(count))
        return
    numbers, given = os.pipe()
    try:
        batch = -(-count // PIPE)  # all that there is to do fits into a pipe
        os.write(given, b"".join(struct.pack("I", first) for first in range(0, count, batch)))
        os.close(given)
        given = -1
        share = partial(_share, work, numbers, batch, count)
        answers = [beside(share) for _ in range(min(jobs, count) - 1)]
        try:
            found = share()
        finally:
            while os.read(numbers, PIPE):  # if something went wrong, nobody need go on
                pass
            others = [_waited(answer) for answer in answers]
    finally:
        os.close(numbers)
        if given >= 0:
            os.close(given)
    for other in others:
        if isinstance(other, Exception):
            raise other
        found |= other
    yield from (found[number] for number in range(count))


def _share(work: Callable[[int], T], numbers: int, batch: int, count: int) -> dict[int, T]:
    """Do what is there to be taken from the pipe, until nothing is."""
    found: dict[int, T] = {}
    while first := os.read(numbers, struct.calcsize("I")):
        (number,) = struct.unpack("I", first)
        found.update((each, work(each)) for each in range(number, min(number + batch, count)))
    return found


def _waited(answer: Callable[[], T]) -> T | Exception:
    try:
        return answer()
    except Exception as error:  # noqa: BLE001  # all the others must be waited for, too
        return error


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
            process.close()
            here.close()
        if not good:
            raise value
        given: T = value
        return given

    return answer


def _answer(work: Callable[[], object], there: Connection) -> None:
    gc.freeze()
    multiprocessing.current_process().daemon = False  # it may have others do a part of it
    try:
        given = True, Context().run(work)  # nobody watches it: a bar belongs to the parent, and so do its locks
    except Exception as error:  # noqa: BLE001  # whoever waits for the answer is to see it
        given = False, error
    except KeyboardInterrupt:  # so is whoever waits
        os._exit(130)
    there.send(given)
    there.close()
