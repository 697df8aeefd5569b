"""The standard library's rows of waits and locks, tried: what they say waits does, and nothing else."""

from __future__ import annotations

import asyncio
import concurrent.futures
import multiprocessing
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from letgo.catalogue import load
from letgo.catalogue.conditions import CONDITION, CallText, holds

SHORT = 0.05  # seconds: what a wait with a limit takes
LONG = 20.0  # seconds: what a call that should return at once is given before the test fails


@dataclass(frozen=True)
class Trial:
    """How to have something that would wait: `make` gives the bound method, `before` what precedes the timeout."""

    make: Callable[[], Callable[..., Any]]
    before: tuple[Any, ...] = ()


KEPT: list[Any] = []  # what must live until a trial is over


@pytest.fixture(autouse=True)
def _end() -> Iterator[None]:
    yield
    for each in KEPT:
        if isinstance(each, subprocess.Popen):
            each.kill()
            each.wait()
    KEPT.clear()


def kept(made: Any) -> Any:
    KEPT.append(made)
    return made


def sleeper() -> threading.Thread:
    thread = threading.Thread(target=time.sleep, args=(10 * SHORT,))
    thread.start()
    return thread


def child() -> Any:
    return kept(subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({LONG})"]))


def full(made: Any) -> Any:
    made.put(1)
    return made


def held(lock: Any) -> Any:
    lock.acquire()
    return lock


def no() -> bool:
    return False


TRIALS: dict[str, Trial] = {
    "concurrent.futures.Future.exception": Trial(lambda: concurrent.futures.Future().exception),
    "concurrent.futures.Future.result": Trial(lambda: concurrent.futures.Future().result),
    "concurrent.futures.wait": Trial(lambda: concurrent.futures.wait, ([concurrent.futures.Future()],)),
    "multiprocessing.Barrier.wait": Trial(lambda: multiprocessing.Barrier(2).wait),
    "multiprocessing.Condition.wait": Trial(lambda: held(multiprocessing.Condition()).wait),
    "multiprocessing.Condition.wait_for": Trial(lambda: held(multiprocessing.Condition()).wait_for, (no,)),
    "multiprocessing.Event.wait": Trial(lambda: multiprocessing.Event().wait),
    "multiprocessing.JoinableQueue#bounded.put": Trial(lambda: full(multiprocessing.JoinableQueue(1)).put, (2, True)),
    "multiprocessing.Queue#bounded.put": Trial(lambda: full(multiprocessing.Queue(1)).put, (2, True)),
    "multiprocessing.Queue.get": Trial(lambda: multiprocessing.Queue().get, (True,)),
    "multiprocessing.Semaphore.acquire": Trial(lambda: multiprocessing.Semaphore(0).acquire, (True,)),
    "multiprocessing.connection.Connection.poll": Trial(lambda: kept(multiprocessing.Pipe())[0].poll),
    "queue.Queue#bounded.put": Trial(lambda: full(queue.LifoQueue(1)).put, (2, True)),
    "queue.Queue.get": Trial(lambda: queue.PriorityQueue[int]().get, (True,)),
    "queue.SimpleQueue.get": Trial(lambda: queue.SimpleQueue[int]().get, (True,)),
    "select.poll.poll": Trial(lambda: select.poll().poll),
    "select.select": Trial(lambda: select.select, ([], [], [])),
    "subprocess.Popen.communicate": Trial(lambda: child().communicate, (None,)),
    "subprocess.Popen.wait": Trial(lambda: child().wait),
    "threading.Barrier.wait": Trial(lambda: threading.Barrier(2).wait),
    "threading.BoundedSemaphore.acquire": Trial(lambda: held(threading.BoundedSemaphore()).acquire, (True,)),
    "threading.Condition.wait": Trial(lambda: held(threading.Condition()).wait),
    "threading.Condition.wait_for": Trial(lambda: held(threading.Condition()).wait_for, (no,)),
    "threading.Event.wait": Trial(lambda: threading.Event().wait),
    "threading.Semaphore.acquire": Trial(lambda: threading.Semaphore(0).acquire, (True,)),
    "threading.Thread.join": Trial(lambda: sleeper().join),
}


MILLISECONDS = {"select.poll.poll"}
SAYS_NO = (TimeoutError, queue.Empty, queue.Full, subprocess.TimeoutExpired, threading.BrokenBarrierError)


def seconds(call: Callable[[], Any]) -> float:
    """How long a call takes, in a thread that the test can outlive. Other errors than its own no are the test's."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            call()
        except SAYS_NO:
            pass
        except BaseException as error:  # noqa: BLE001  reported by the test itself
            failed.append(error)

    start = time.perf_counter()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(LONG)
    assert not thread.is_alive(), "it still waits"
    assert not failed, failed
    return time.perf_counter() - start


@pytest.mark.parametrize("name", TRIALS)
def test_a_timeout_bounds_a_wait(name: str) -> None:
    """It waits that long if the argument says so: by position, and by keyword where the row's is one."""
    row, trial = load().waits[name], TRIALS[name]
    parameter, _, position = row.timeout.partition("@")
    assert int(position) == len(trial.before)
    limit = SHORT * 1000 if name in MILLISECONDS else SHORT
    assert seconds(lambda: trial.make()(*trial.before, limit)) >= SHORT * 0.9
    if name not in {"select.poll.poll", "select.select"}:  # those take it by position alone
        assert seconds(lambda: trial.make()(*trial.before, **{parameter: limit})) >= SHORT * 0.9


@pytest.mark.parametrize(
    ("name", "condition"), [(name, text) for name in TRIALS for text in load().waits[name].unless], ids=str
)
def test_what_a_row_excludes_does_not_wait(name: str, condition: str) -> None:
    """With such arguments the call returns, or says that it can't, before anybody could have let it go on."""
    trial, parts = TRIALS[name], CONDITION.fullmatch(condition)
    assert parts
    if parts["name"] == "blocking":  # the word of a manager's proxies
        return
    value = {"0": 0, "False": False, None: None}[parts["value"]]
    arguments = () if parts["no"] else (*trial.before[: int(parts["position"])], value)
    assert seconds(lambda: trial.make()(*arguments)) < LONG / 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: queue.Queue[int]().put,
        lambda: queue.Queue[int](0).put,
        lambda: queue.Queue[int](maxsize=-1).put,
        lambda: queue.SimpleQueue[int]().put,
        lambda: queue.LifoQueue[int](maxsize=0).put,
    ],
)
def test_an_unbounded_queue_takes_everything_at_once(make: Callable[[], Callable[[int], None]]) -> None:
    put = make()
    assert seconds(lambda: [put(number) for number in range(2000)]) < LONG / 2


@pytest.mark.parametrize(
    ("call", "arguments", "wanted"),
    [
        ("queue.Queue", (), "queue.Queue"),
        ("queue.Queue", (("", "0"),), "queue.Queue"),
        ("queue.Queue", (("maxsize", "-1"),), "queue.Queue"),
        ("queue.Queue", (("maxsize", "10"),), "queue.Queue#bounded"),
        ("queue.PriorityQueue", (("", "self.size"),), "queue.Queue#bounded"),
        ("asyncio.Queue", (("maxsize", "2"),), "asyncio.Queue#bounded"),
        ("multiprocessing.Queue", (), "multiprocessing.Queue"),
        ("multiprocessing.context.BaseContext.Queue", (("", "1"),), "multiprocessing.Queue#bounded"),
    ],
)
def test_a_queue_is_bounded_by_its_arguments(call: str, arguments: CallText, wanted: str) -> None:
    assert wanted in {
        row.name for row in load().makers[call] if not row.if_argument or holds(row.if_argument, arguments)
    }
    narrowed = [row.name for row in load().makers[call] if row.if_argument and holds(row.if_argument, arguments)]
    assert narrowed == ([wanted] if "#" in wanted else [])


# -- locks -------------------------------------------------------------------------------------------------------------

MADE: dict[str, Callable[[], Any]] = {
    "multiprocessing.BoundedSemaphore": multiprocessing.BoundedSemaphore,
    "multiprocessing.Condition": multiprocessing.Condition,
    "multiprocessing.Lock": multiprocessing.Lock,
    "multiprocessing.RLock": multiprocessing.RLock,
    "multiprocessing.Semaphore": multiprocessing.Semaphore,
    "threading.BoundedSemaphore": threading.BoundedSemaphore,
    "threading.Condition": threading.Condition,
    "threading.Lock": threading.Lock,
    "threading.RLock": threading.RLock,
    "threading.Semaphore": threading.Semaphore,
}


@pytest.mark.parametrize("name", MADE)
def test_a_lock_is_taken_given_back_and_not_waited_for(name: str) -> None:
    """What `unless` names returns at once while another thread has the lock; without, or with a limit, it waits."""
    row, made = load().locks[name], MADE[name]()
    enter, leave = getattr(made, row.enter), getattr(made, row.leave)
    enter()
    leave()
    enter()
    for condition in row.unless:
        parts = CONDITION.fullmatch(condition)
        assert parts
        if parts["name"] == "blocking" and name.startswith("multiprocessing."):
            continue
        value = {"0": 0, "False": False}[parts["value"]]
        assert seconds(lambda parts=parts, value=value: enter(**{parts["name"]: value})) < LONG / 2  # type: ignore[misc]
        before = (True,) * int(parts["position"])
        assert seconds(lambda before=before, value=value: enter(*before, value)) < LONG / 2  # type: ignore[misc]
    assert seconds(lambda: enter(True, SHORT)) >= SHORT * 0.9


@pytest.mark.parametrize("name", MADE)
def test_only_a_reentrant_lock_lets_its_holder_in_again(name: str) -> None:
    made = MADE[name]()
    made.acquire()
    assert bool(made.acquire(False)) == load().locks[name].reentrant


@pytest.mark.parametrize("name", [name for name in MADE if "Semaphore" in name])
def test_a_semaphore_counts(name: str) -> None:
    made: Any = MADE[name]
    assert load().locks[name].counts
    semaphore = made(2)
    assert (semaphore.acquire(False), semaphore.acquire(False), semaphore.acquire(False)) == (True, True, False)


@pytest.mark.parametrize("module", [threading, multiprocessing])
def test_a_condition_takes_the_lock_that_it_is_given_and_frees_it_to_wait(module: Any) -> None:
    lock = module.Lock()
    condition = module.Condition(lock)
    assert load().locks[f"{module.__name__}.Condition"].shares == "lock@0"
    assert load().waits[f"{module.__name__}.Condition.wait"].frees
    free = []

    def take() -> None:
        free.append(lock.acquire(True, LONG))
        condition.notify()
        lock.release()

    with condition:
        assert not lock.acquire(False)
        thread = threading.Thread(target=take)
        thread.start()
        assert condition.wait(LONG), "the other thread could not have the lock"
    thread.join()
    assert free == [True]


# -- asyncio -----------------------------------------------------------------------------------------------------------


def async_full() -> asyncio.Queue[int]:
    made = asyncio.Queue[int](1)
    made.put_nowait(1)
    return made


async def gone(made: Any) -> Any:
    await made.acquire()
    return made


ASYNC: dict[str, Callable[[], Any]] = {
    "asyncio.Barrier.wait": lambda: asyncio.Barrier(2).wait(),
    "asyncio.Event.wait": lambda: asyncio.Event().wait(),
    "asyncio.Queue#bounded.put": lambda: async_full().put(2),
    "asyncio.Queue.get": lambda: asyncio.LifoQueue[int]().get(),
    "asyncio.Semaphore.acquire": lambda: asyncio.Semaphore(0).acquire(),
    "asyncio.StreamReader.read": lambda: asyncio.StreamReader().read(1),
    "asyncio.StreamReader.readline": lambda: asyncio.StreamReader().readline(),
    "asyncio.gather": lambda: asyncio.gather(asyncio.sleep(LONG)),
    "asyncio.sleep": lambda: asyncio.sleep(LONG),
    "asyncio.wait_for": lambda: asyncio.wait_for(asyncio.Event().wait(), LONG),
}


@pytest.mark.parametrize("name", ASYNC)
def test_asyncio_waits_where_it_is_awaited(name: str) -> None:
    row = load().waits[name]
    assert row.awaited is True

    async def go() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SHORT):
                await ASYNC[name]()

    asyncio.run(go())


def test_an_asyncio_lock_is_not_reentrant_and_a_condition_frees_its_own() -> None:
    async def go() -> None:
        for made in (asyncio.Lock(), asyncio.Condition()):
            assert not load().locks[f"asyncio.{type(made).__name__}"].reentrant
            await made.acquire()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(SHORT):
                    await made.acquire()
        lock = asyncio.Lock()
        async with asyncio.Condition(lock) as _, asyncio.timeout(LONG):
            pass
        condition = asyncio.Condition(lock)
        await condition.acquire()
        waiting = asyncio.create_task(condition.wait())
        await asyncio.sleep(0)
        assert not lock.locked()
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting

    asyncio.run(go())


# -- what the rows call lazy or harmless -------------------------------------------------------------------------------


def waits(call: Callable[[], Any], gate: threading.Event) -> bool:
    """Whether a call is over only when the gate is open. Opens it."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(SHORT)
    waited = thread.is_alive()
    gate.set()
    thread.join(LONG)
    assert not thread.is_alive(), "it still waits"
    return waited


def test_iterators_wait_where_they_are_iterated() -> None:
    for name in ("concurrent.futures.Executor.map", "concurrent.futures.as_completed"):
        assert load().waits[name].iterated
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        gate = threading.Event()
        results = executor.map(gate.wait, [LONG])
        done = concurrent.futures.as_completed([executor.submit(gate.wait, LONG)])
        assert not gate.is_set()  # and both calls are over
        assert waits(lambda: list(results), gate)
        list(done)
        gate = threading.Event()
        done = concurrent.futures.as_completed([executor.submit(gate.wait, LONG)])
        assert waits(lambda: list(done), gate)


@pytest.mark.parametrize("arguments", [(), (True,), (False,)])
def test_shutting_an_executor_down_waits_unless_told_otherwise(arguments: tuple[bool, ...]) -> None:
    assert load().waits["concurrent.futures.Executor.shutdown"].unless == ("wait@0=False",)
    gate = threading.Event()
    executor = concurrent.futures.ThreadPoolExecutor(1)
    executor.submit(gate.wait, LONG)
    if arguments == (False,):
        executor.shutdown(*arguments)
        assert not gate.is_set()
        gate.set()
    else:
        assert waits(lambda: executor.shutdown(*arguments), gate)


def test_leaving_an_executor_waits() -> None:
    assert load().wait("concurrent.futures.Executor.__exit__") is not None
    gate = threading.Event()

    def work() -> None:
        with concurrent.futures.ThreadPoolExecutor(1) as executor:
            executor.submit(gate.wait, LONG)

    assert waits(work, gate)


def test_a_clients_constructor_connects_only_if_it_gets_a_host() -> None:
    import ftplib
    import smtplib

    for name, make in (("ftplib.FTP", ftplib.FTP), ("smtplib.SMTP", smtplib.SMTP)):
        assert load().wait(name) is None
        assert load().wait(name, (("", "host"),)) is not None
        assert make().sock is None
        with pytest.raises(OSError, match="ame"):
            make("host.invalid", timeout=SHORT)
