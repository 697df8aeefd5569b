"""A world for one run of a function: drivers that record what is done to them and raise at one chosen call.

Every call but a release is an effect and has a number; the call with the number `fails` raises before it does anything.
Effects come in the same order before and after a right fix, so a number means the same call in both. Releases are kept
apart, each with the number of effects that came before it.
"""

from __future__ import annotations

import asyncio
import builtins
import inspect
import sqlite3
import sys
import types
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

PLAYED = "<played>"  # the file name of the code that is run
LIMIT = 200  # no run takes more effects than that


class Error(Exception):
    """The error of every driver here, and what a failing call raises."""


class Misuse(Error):  # noqa: N818 - what a run tells
    """Something was used or released after its release."""


class Runaway(BaseException):
    """The function does not end."""


@dataclass(eq=False)
class World:
    """What happens in one run. `keeps`: an unknown helper keeps what it is handed, and its result needs it."""

    fails: int = -1
    decisions: Sequence[bool] = (True,)
    keeps: bool = False
    effects: list[str] = field(default_factory=list)
    resources: list[Held] = field(default_factory=list)
    misuses: list[str] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    asked: int = 0
    over: bool = False  # the call is over: what is used now has outlived it

    def effect(self, text: str) -> int:
        """Count one call; raise if it is the one that fails."""
        number = len(self.effects)
        self.effects.append(text)
        if number == self.fails:
            raise Error(text)
        if number > LIMIT:
            raise Runaway
        return number

    def decide(self) -> bool:
        self.asked += 1
        return self.decisions[(self.asked - 1) % len(self.decisions)]

    def note(self, *values: Any) -> Any:
        """A helper that nobody knows anything about."""
        self.effect(f"note({', '.join(map(self.touched, values))})")
        held = [value for value in values if isinstance(value, Held | Tied)]
        if not held:
            return len(self.effects)
        if self.keeps:
            self.kept += held
            return Tied(held[0])
        return len(self.effects)

    def touched(self, value: Any) -> str:
        if isinstance(value, Held):
            value.use("handed to note")
        elif isinstance(value, Tied):
            value.source_of().use("needed by what note gave")
        elif isinstance(value, dict | list | tuple):
            for each in value.values() if isinstance(value, dict) else value:
                self.touched(each)
        elif isinstance(value, Iterator):
            return f"[{', '.join(shown(each) for each in value)}]"
        elif callable(value):
            return f"called: {shown(value())}"
        return shown(value)

    def check(self, number: int = 0) -> bool:
        self.effect(f"check({number})")
        return self.decide()


@dataclass(eq=False)
class Tied:
    """Something an unknown helper made of a resource."""

    source: Any

    def source_of(self) -> Held:
        return self.source.source_of() if isinstance(self.source, Tied) else self.source


def shown(value: Any) -> str:
    if isinstance(value, Held):
        return value.name
    if isinstance(value, Tied):
        return f"tied to {value.source_of().name}"
    return repr(value)


@dataclass(eq=False, repr=False)
class Held:
    """A resource. `owned` is false for what the caller handed in; `counted` is false for what frees itself."""

    world: World
    kind: str
    parent: Held | None = None
    owned: bool = True
    counted: bool = True
    released: list[int] = field(default_factory=list)
    name: str = ""
    strict: ClassVar[bool] = False  # a release after the parent's raises
    row: int = 0  # the line of the played module that acquired it

    def __post_init__(self) -> None:
        frame = sys._getframe()
        while frame.f_back and frame.f_code.co_filename != PLAYED:
            frame = frame.f_back
        self.row = frame.f_lineno if frame.f_code.co_filename == PLAYED else 0
        alike = sum(each.kind == self.kind for each in self.world.resources)
        self.name = f"{self.kind}{alike + 1}"
        self.world.resources.append(self)

    def __repr__(self) -> str:
        return self.name

    @property
    def dead(self) -> bool:
        return bool(self.released) or (self.parent is not None and self.parent.dead)

    @property
    def closed(self) -> bool:
        return bool(self.released)

    def use(self, what: str) -> None:
        if self.world.over:
            self.world.kept.append(self)
        if self.dead:
            self.world.misuses.append(f"{self.name} is dead: {what}")
            raise Misuse(f"{self.name} {what}")

    def does(self, what: str) -> None:
        self.use(what)
        self.world.effect(f"{self.name}.{what}")

    def release(self, how: str = "close") -> None:
        if self.parent is not None and self.parent.dead:
            self.world.misuses.append(f"{self.name} is released ({how}) after its parent")
            if self.strict:
                raise Misuse(f"{self.name} {how}")
        self.released.append(len(self.world.effects))

    def close(self) -> None:
        self.release()


class Cursor(Held):
    """A cursor; `fluent` ones give themselves back from execute()."""

    fluent = False
    executed = 0

    def execute(self, query: str, arguments: object = ()) -> Any:  # noqa: ARG002
        self.does(f"execute({query!r})")
        self.executed += 1
        return self if self.fluent else None

    def fetchone(self) -> tuple[int, str] | None:
        self.does("fetchone()")
        return (len(self.world.effects), self.name) if self.world.decide() else None

    def fetchall(self) -> list[tuple[int, str]]:
        self.does("fetchall()")
        return [(number, self.name) for number in range(2)]

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    _row = 0

    def __next__(self) -> tuple[int, str]:
        self.does("__next__()")
        self._row += 1
        if self._row % 3 == 0:
            raise StopIteration
        return self._row, self.name

    @property
    def lastrowid(self) -> int:
        return self.executed

    @property
    def rowcount(self) -> int:
        return -1


class Closing(Cursor):
    """A cursor whose `with` closes it."""

    def __enter__(self) -> Self:
        self.use("__enter__()")
        return self

    def __exit__(self, *_: object) -> None:
        self.release("__exit__")


class Fluent(Cursor):
    """The cursor of sqlite3: no `with`, fluent."""

    strict = True
    fluent = True


class Connection(Held):
    """A connection whose `with` ends the transaction."""

    cursors: type[Cursor] = Closing

    def cursor(self, *_: object, **__: object) -> Cursor:
        self.does("cursor()")
        return self.cursors(self.world, "cur", self, counted=self.counted)

    def commit(self) -> None:
        self.does("commit()")

    def rollback(self) -> None:
        self.does("rollback()")

    def __enter__(self) -> Self:
        self.use("__enter__()")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.does("rollback()" if kind else "commit()")


class Lite(Connection):
    """sqlite3's: execute() makes a result that frees itself."""

    cursors = Fluent

    def execute(self, query: str, arguments: object = ()) -> Fluent:
        self.does("execute()")
        made = Fluent(self.world, "rows", self, counted=False)
        made.execute(query, arguments)
        return made


class Pooled(Connection):
    """A connection of a pool; only putconn() gives it back."""

    def close(self) -> None:
        self.world.effect(f"{self.name}.close()")


class Pool:
    """psycopg2's pool."""

    def __init__(self, world: World) -> None:
        self.world = world

    def getconn(self) -> Pooled:
        self.world.effect("pool.getconn()")
        return Pooled(self.world, "conn")

    def putconn(self, conn: Held, close: bool = False) -> None:  # noqa: ARG002
        if conn.released:
            self.world.misuses.append(f"{conn.name} is put back twice")
            raise Misuse(conn.name)
        conn.release("putconn")


class Box:
    """Something of the caller that keeps what is put into it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._items: list[Any] = []

    def append(self, value: Any) -> None:
        self._world.effects.append(f"box.append({shown(value)})")  # it never fails
        self._items.append(value)

    def contents(self) -> list[Any]:
        own = [value for name, value in vars(self).items() if not name.startswith("_")]
        return [*own, *self._items]


# -- the asynchronous drivers ------------------------------------------------------------------------------------------


class Later:
    """What aiosqlite.connect() gives: await it, or enter it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.made: Any = None

    def __await__(self) -> Generator[Any, None, Any]:
        yield from asyncio.sleep(0).__await__()
        self.made = self.make()
        return self.made

    async def __aenter__(self) -> Any:
        return await self

    async def __aexit__(self, *_: object) -> None:
        self.made.release("__aexit__")


class AsyncCursor(Held):
    """aiosqlite's and psycopg's cursor."""

    async def execute(self, query: str, arguments: object = ()) -> Self:  # noqa: ARG002
        self.does(f"execute({query!r})")
        return self

    async def fetchone(self) -> tuple[int, str] | None:
        self.does("fetchone()")
        return (len(self.world.effects), self.name) if self.world.decide() else None

    async def fetchall(self) -> list[tuple[int, str]]:
        self.does("fetchall()")
        return [(number, self.name) for number in range(2)]

    async def close(self) -> None:  # type: ignore[override]
        self.release()

    async def __aiter__(self) -> AsyncIterator[tuple[int, str]]:
        for number in range(2):
            self.does("__anext__()")
            yield number, self.name

    async def __aenter__(self) -> Self:
        self.use("__aenter__()")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release("__aexit__")


class AsyncConnection(Held):
    """aiosqlite's connection: its `async with` closes."""

    def cursor(self) -> Any:
        def make() -> AsyncCursor:
            self.does("cursor()")
            return AsyncCursor(self.world, "cur", self)

        return Later(make)

    def execute(self, query: str, arguments: object = ()) -> Any:  # noqa: ARG002
        def make() -> AsyncCursor:
            self.does(f"execute({query!r})")
            return AsyncCursor(self.world, "cur", self)

        return Later(make)

    async def commit(self) -> None:
        self.does("commit()")

    async def close(self) -> None:  # type: ignore[override]
        self.release()


class AsyncpgConnection(Held):
    """asyncpg's connection: no `async with`."""

    async def fetch(self, query: str, *_: object) -> list[tuple[int, str]]:
        self.does(f"fetch({query!r})")
        return [(1, self.name)]

    async def execute(self, query: str, *_: object) -> str:
        self.does(f"execute({query!r})")
        return "OK"

    async def close(self) -> None:  # type: ignore[override]
        self.release()


class AsyncPool:
    """asyncpg's pool: acquire() is awaited or entered, release() takes the connection."""

    def __init__(self, world: World) -> None:
        self.world = world

    def acquire(self) -> Later:
        def make() -> AsyncpgConnection:
            self.world.effect("pool.acquire()")
            return AsyncpgConnection(self.world, "conn")

        return Later(make)

    async def release(self, conn: Held) -> None:
        if conn.released:
            self.world.misuses.append(f"{conn.name} is put back twice")
        conn.release("release")


# -- a run -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    result: str
    world: World
    escaped: Mapping[str, bool]  # what outlives the call -> whether it is dead

    @property
    def dead(self) -> set[str]:
        return {held.name for held in self.world.resources if held.dead}


def modules(world: World) -> dict[str, types.ModuleType]:
    """The drivers of a world, by name."""

    def module(name: str, **members: Any) -> types.ModuleType:
        made = types.ModuleType(name)
        vars(made).update({"Error": Error, "OperationalError": Error, "DatabaseError": Error, **members})
        return made

    def connecting(kind: type[Held]) -> Callable[..., Held]:
        def connect(*_: object, **__: object) -> Held:
            world.effect("connect()")
            return kind(world, "conn")

        return connect

    async def asyncpg_connect(*_: object, **__: object) -> Held:
        return connecting(AsyncpgConnection)()

    server = {"connect": connecting(Connection)}
    pool = module(
        "psycopg2.pool", ThreadedConnectionPool=lambda *_: Pool(world), SimpleConnectionPool=lambda *_: Pool(world)
    )
    return {
        "sqlite3": module("sqlite3", connect=connecting(Lite), Row=sqlite3.Row),
        "psycopg2": module("psycopg2", pool=pool, **server),
        "psycopg2.pool": pool,
        "pymysql": module("pymysql", **server),
        "aiosqlite": module("aiosqlite", connect=lambda *_, **__: Later(connecting(AsyncConnection))),
        "asyncpg": module("asyncpg", connect=asyncpg_connect, create_pool=lambda *_, **__: AsyncPool(world)),
    }


def arguments(world: World, function: Callable[..., Any]) -> list[Any]:
    """What a function is called with, by the names of its parameters."""
    made: list[Any] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("db", "conn", "connection"):
            absent = parameter.default is None and not world.decide()
            made.append(None if absent else Connection(world, "lent", None, owned=False))
        elif name == "note":
            made.append(world.note)
        elif name == "check":
            made.append(world.check)
        elif name == "box":
            made.append(Box(world))
        elif name in ("items", "rows"):
            made.append([1, 2])
        elif parameter.default is not inspect.Parameter.empty:
            made.append(parameter.default)
        else:
            made.append(name)
    return made


def run(code: types.CodeType, name: str, world: World) -> Outcome:
    """Execute a module of that code in a world and call the function `name`."""
    own = modules(world)

    def load(wanted: str, *rest: Any) -> Any:
        if wanted.partition(".")[0] in own:
            return own[wanted if rest and rest[2] else wanted.partition(".")[0]]
        return builtins.__import__(wanted, *rest)

    scope: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": load}, "__name__": "played"}
    fails, world.fails = world.fails, -1
    exec(code, scope)
    world.fails = fails
    world.effects.clear()
    function = scope[name]
    given = arguments(world, function)
    results: list[Any] = []
    try:
        value = function(*given)
        if inspect.iscoroutine(value):
            value = asyncio.run(value)
        world.over = not inspect.isgeneratorfunction(function) and not inspect.isasyncgenfunction(function)
        result = f"returned {consumed(value, results)}"
    except Runaway:
        result = "does not end"
    except Exception as error:  # noqa: BLE001 - whatever the function raises is compared
        result = f"raised {type(error).__name__}({error})"
    boxes = [item for each in given if isinstance(each, Box) for item in each.contents()]
    out = [held for each in (*results, *boxes, *world.kept) if (held := source(each)) is not None]
    return Outcome(result, world, {held.name: held.dead for held in out})


def source(value: object) -> Held | None:
    if isinstance(value, Tied):
        return value.source_of()
    return value if isinstance(value, Held) else None


def consumed(value: Any, found: list[Any]) -> str:
    """What a caller sees of a value: lazy ones are read to the end, resources are noted as such."""
    if isinstance(value, Held | Tied):
        found.append(value)
        return shown(value)
    if isinstance(value, tuple | list):
        return f"{type(value).__name__}({', '.join(consumed(each, found) for each in value)})"
    if isinstance(value, Iterator):
        parts: list[str] = []
        try:
            parts += [consumed(each, found) for each in value]
        except Error as error:
            parts.append(f"then {type(error).__name__}({error})")
        return f"iterator({', '.join(parts)})"
    if inspect.isasyncgen(value):

        async def every() -> list[Any]:
            return [each async for each in value]

        return consumed(asyncio.run(every()), found)
    if callable(value):
        return f"callable({consumed(value(), found)})"
    return repr(value)
