"""Fakes of `threading`, `time`, `queue` and futures for one run: what blocks says so to the scheduler, and waits there.

A blocking method is a generator. It yields a `Block`: a condition to wait for, and whether time may run out first.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from inspect import isgenerator
from types import SimpleNamespace
from typing import Any

Flow = Generator["Block", None, Any]


@dataclass(frozen=True)
class Block:
    """A step that may only be taken when `ready`; with `bounded`, also when it isn't: time ran out."""

    ready: Callable[[], bool]
    bounded: bool = False


GIVE_WAY = Block(lambda: True)


@dataclass(eq=False)
class Task:
    """One thread of a run."""

    name: str
    flow: Flow
    block: Block = GIVE_WAY
    done: bool = False
    result: Any = None
    error: BaseException | None = None
    held: list[Any] = field(default_factory=list)
    begun: bool = False
    now: float = 0.0  # what its clock shows: it goes on where the thread sleeps, and where it waits for who slept

    def enabled(self) -> bool:
        return not self.done and (self.block.bounded or self.block.ready())


@dataclass(eq=False)
class World:
    """What the fakes of one run share: the tasks, who runs, and the waits that were made with a lock held."""

    tasks: list[Task] = field(default_factory=list)
    running: Task | None = None
    waits: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Another run."""
        self.tasks, self.running, self.waits = [], None, []

    def me(self) -> Task:
        assert self.running is not None
        return self.running

    def waiting(self, what: str, frees: Any = None) -> None:
        """A wait begins."""
        if any(each is not frees for each in self.me().held):
            self.waits.append(f"{self.me().name} waits: {what}")

    def start(self, name: str, flow: Flow) -> Task:
        task = Task(name, flow)
        self.tasks.append(task)
        return task

    def modules(self) -> dict[str, Any]:
        """The modules by their names, for `import`."""
        futures = SimpleNamespace(Future=lambda: Future(self))
        return {
            "threading": SimpleNamespace(
                Lock=lambda: Lock(self),
                RLock=lambda: Lock(self, reentrant=True),
                Condition=lambda lock=None: Condition(self, lock),
                Event=lambda: Event(self),
                Thread=lambda target=None, args=(), **_: Thread(self, target, args),
            ),
            "time": SimpleNamespace(sleep=lambda seconds: sleep(self, seconds), monotonic=lambda: self.me().now),
            "queue": SimpleNamespace(Queue=lambda size=0: Queue(self, size), Empty=queue.Empty, Full=queue.Full),
            "concurrent.futures": futures,
            "concurrent": SimpleNamespace(futures=futures),
            "asyncio": SimpleNamespace(
                Lock=lambda: AsyncLock(self),
                Event=lambda: AsyncEvent(self),
                Queue=lambda size=0: Queue(self, size),
                sleep=lambda seconds: pause(self, seconds),
                create_task=lambda coroutine: self.start(f"task {len(self.tasks)}", later(coroutine)),
            ),
        }


def sleep(world: World, seconds: float) -> Flow:
    """Each thread has a clock of its own: others get their turn at whatever comes next that they can tell."""
    world.waiting("sleep")
    world.me().now += seconds
    yield from ()


def pause(world: World, seconds: float) -> Flow:
    """A task that sleeps lets all others run."""
    world.waiting("asyncio.sleep")
    world.me().now += seconds
    yield GIVE_WAY


def later(coroutine: Flow) -> Flow:
    """A task begins when it is its turn."""
    yield GIVE_WAY
    return (yield from coroutine)


class Fake:
    """Something of a fake module; `told` is what a test may see of it at the end."""

    def __init__(self, world: World) -> None:
        self.world = world

    def told(self) -> object:
        return type(self).__name__


class Lock(Fake):
    """Lock and RLock."""

    def __init__(self, world: World, reentrant: bool = False) -> None:
        super().__init__(world)
        self.reentrant = reentrant
        self.owner: Task | None = None
        self.depth = 0
        self.freed = 0.0  # when it was let go of last

    def acquire(self, blocking: bool = True, timeout: float = -1) -> Flow:
        me = self.world.me()
        yield Block(lambda: self.free(me), not blocking or timeout >= 0)
        if not self.free(me):
            return False
        self.owner = me
        self.depth += 1
        me.now = max(me.now, self.freed)
        me.held.append(self)
        return True

    def free(self, me: Task) -> bool:
        return self.owner is None or (self.reentrant and self.owner is me)

    def release(self) -> None:
        if self.owner is not self.world.me():
            raise RuntimeError("release of what is not held")
        self.world.me().held.remove(self)
        self.depth -= 1
        if not self.depth:
            self.owner = None
            self.freed = self.world.me().now

    def told(self) -> object:
        return "held" if self.owner else "free"


class AsyncLock(Lock):
    """A lock of the loop: who finds it free doesn't give way."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> Flow:
        if self.owner is None:
            self.owner, self.depth = self.world.me(), 1
            self.world.me().held.append(self)
            return True
        return (yield from super().acquire(blocking, timeout))


class Condition(Fake):
    """It takes the lock it is given, or an RLock of its own."""

    def __init__(self, world: World, lock: Lock | None) -> None:
        super().__init__(world)
        self.lock = lock or Lock(world, reentrant=True)
        self.acquire = self.lock.acquire
        self.release = self.lock.release
        self.notified = 0
        self.waiters = 0

    def wait(self, timeout: float | None = None) -> Flow:
        me = self.world.me()
        if self.lock.owner is not me:
            raise RuntimeError("wait without the lock")
        self.world.waiting("Condition.wait", self.lock)
        depth = self.lock.depth
        for _ in range(depth):
            self.lock.release()
        self.waiters += 1
        yield Block(lambda: self.notified > 0, timeout is not None)
        told = self.notified > 0
        self.notified -= told
        self.waiters -= 1
        for _ in range(depth):
            yield from self.lock.acquire()
        return told

    def notify(self, count: int = 1) -> None:
        if self.lock.owner is not self.world.me():
            raise RuntimeError("notify without the lock")
        self.notified = min(self.notified + count, self.waiters)

    def notify_all(self) -> None:
        self.notify(self.waiters)

    def told(self) -> object:
        return self.lock.told()


class Event(Fake):
    """Event."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.on = False

    def wait(self, timeout: float | None = None) -> Flow:
        self.world.waiting("Event.wait")
        yield Block(lambda: self.on, timeout is not None)
        return self.on

    def set(self) -> Flow:
        yield GIVE_WAY
        self.on = True

    def clear(self) -> Flow:
        yield GIVE_WAY
        self.on = False

    def is_set(self) -> Flow:
        yield GIVE_WAY
        return self.on

    def told(self) -> object:
        return self.on


class AsyncEvent(Event):
    """It is set and asked at once."""

    def set(self) -> None:  # type: ignore[override]
        self.on = True

    def is_set(self) -> bool:  # type: ignore[override]
        return self.on


class Thread(Fake):
    """Thread."""

    def __init__(self, world: World, target: Callable[..., Any], args: tuple[Any, ...]) -> None:
        super().__init__(world)
        self.target = target
        self.args = args
        self.task: Task | None = None

    def start(self) -> None:
        if self.task is not None:
            raise RuntimeError("threads can only be started once")
        self.task = self.world.start(f"thread {len(self.world.tasks)}", call(self.target, *self.args))

    def join(self, timeout: float | None = None) -> Flow:
        task = self.task
        if task is None:
            raise RuntimeError("cannot join thread before it is started")
        if task is self.world.me():
            raise RuntimeError("cannot join current thread")
        self.world.waiting("Thread.join")
        yield Block(lambda: task.done, timeout is not None)

    def is_alive(self) -> Flow:
        yield GIVE_WAY
        return self.task is not None and not self.task.done

    def told(self) -> object:
        return "new" if self.task is None else "ended" if self.task.done else "alive"


class Future(Fake):
    """Future."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.ended = False
        self.value: object = None

    def result(self, timeout: float | None = None) -> Flow:
        self.world.waiting("Future.result")
        yield Block(lambda: self.ended, timeout is not None)
        if not self.ended:
            raise TimeoutError
        return self.value

    def set_result(self, value: object) -> Flow:
        yield GIVE_WAY
        self.value, self.ended = value, True

    def done(self) -> Flow:
        yield GIVE_WAY
        return self.ended

    def told(self) -> object:
        return self.ended, self.value


class Queue(Fake):
    """Queue, bounded or not."""

    def __init__(self, world: World, size: int) -> None:
        super().__init__(world)
        self.size = size
        self.items: list[object] = []

    def full(self) -> bool:
        return 0 < self.size <= len(self.items)

    def get(self, block: bool = True, timeout: float | None = None) -> Flow:
        if block:
            self.world.waiting("Queue.get")
        yield Block(lambda: bool(self.items), timeout is not None or not block)
        if not self.items:
            raise queue.Empty
        return self.items.pop(0)

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> Flow:
        if block and self.size:
            self.world.waiting("Queue.put")
        yield Block(lambda: not self.full(), timeout is not None or not block)
        if self.full():
            raise queue.Full
        self.items.append(item)

    def get_nowait(self) -> Flow:
        return (yield from self.get(block=False))

    def put_nowait(self, item: object) -> Flow:
        return (yield from self.put(item, block=False))

    def told(self) -> object:
        return list(self.items)


def call(function: Callable[..., Any], *arguments: Any, **named: Any) -> Flow:
    """What a call gives, its steps taken."""
    if isinstance(function, type) and not issubclass(function, BaseException):
        made = function.__new__(function)
        started = made.__init__(*arguments, **named)  # type: ignore[misc]
        if isgenerator(started):
            yield from started
        return made
    made = function(*arguments, **named)
    return (yield from made) if isgenerator(made) else made


def helpers(world: World, shared: frozenset[str]) -> dict[str, Any]:
    """The functions that the steps of a module call. `shared` are the fields that change while others run."""

    def read(base: Any, name: str) -> Flow:
        if name in shared and not world.me().held:
            yield GIVE_WAY
        made = getattr(base, name)
        return (yield from made) if isgenerator(made) else made

    def write() -> Iterator[Block]:
        if not world.me().held:
            yield GIVE_WAY

    def enter(lock: Any) -> Flow:
        return (yield from lock.acquire())

    def leave(lock: Any) -> Flow:
        lock.release()
        yield from ()

    def awaited(what: Any) -> Flow:
        if not isinstance(what, Task):
            return (yield from what)
        world.waiting("a task")
        yield Block(lambda: what.done)
        if what.error:
            raise what.error
        return what.result

    return {"_call": call, "_read": read, "_write": write, "_enter": enter, "_leave": leave, "_await": awaited}
