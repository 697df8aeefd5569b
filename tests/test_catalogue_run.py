"""The rows against the drivers themselves: each recipe gets a resource, and every claim of its row is tried on it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from drivers import embedded, layers, standard
from drivers.bench import Bench, Recipe, fits, named, numbers, version

from letgo.catalogue import Acquire, Awaited, Group, ResourceType, WithDoes, load

# What leaks on purpose here, and what drivers themselves complain of, is no fault of the test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RELEASING = frozenset({WithDoes.CLOSES, WithDoes.RETURNS, WithDoes.COMMITS_CLOSES})
COMMITTING = frozenset({WithDoes.COMMITS, WithDoes.COMMITS_CLOSES})
SKIPPED = object()
LIBRARIES = {
    "aiosqlite": "aiosqlite", "apsw": "apsw", "dbutils": "dbutils", "django": "django", "duckdb": "duckdb", "files": "",
    "peewee": "peewee", "processes": "", "sockets": "", "sqlalchemy": "sqlalchemy", "sqlite3": "", "streams": "",
}  # fmt: skip
WITHOUT = {  # what not every version or platform has
    "django.db.connections", "select.epoll", "sqlalchemy.engine.CursorResult[engine]",
    "sqlalchemy.ext.asyncio.async_sessionmaker", "telnetlib.Telnet",
}  # fmt: skip
RECIPES = [*embedded.RECIPES, *layers.RECIPES, *standard.RECIPES]


@dataclass(slots=True)
class Case:
    """A recipe, its row and type, and what it set up."""

    recipe: Recipe
    row: Acquire
    kind: ResourceType
    bench: Bench
    stack: AsyncExitStack

    async def take(self) -> Any:
        """A fresh resource, released at the end of the test if nobody did it before."""
        found = self.bench.acquire()
        if self.row.with_only:
            return await enter(self.stack, found)
        found = await found if self.row.awaited is not Awaited.NO else found
        self.stack.push_async_callback(tidy, self.kind, found)
        if self.bench.prime:
            await settled(self.bench.prime(found))
        return found

    async def call(self, found: Any, method: str) -> Any:
        """The result of a method, SKIPPED if the installed version hasn't it or it can't be called here."""
        arguments = self.bench.arguments.get(method, ())
        if arguments is None or not hasattr(found, method):
            return SKIPPED
        try:
            return await settled(getattr(found, method)(*(arguments(found) if callable(arguments) else arguments)))
        except StopIteration:  # there was nothing to read
            return None

    async def open(self, found: Any) -> bool:
        """Whether a resource still works."""
        assert self.bench.works is not None
        return await works(self.bench.works, found)

    async def release(self, found: Any) -> None:
        """Release it as its row says, and check that it is a coroutine if, and only if, the row says so."""
        done = getattr(found, self.kind.release)()
        assert inspect.iscoroutine(done) == self.kind.release_awaited
        if inspect.isawaitable(done):
            await done


async def settled(value: Any) -> Any:
    """The value, awaited if it can be."""
    return await value if inspect.isawaitable(value) else value


async def enter(stack: AsyncExitStack, manager: Any) -> Any:
    if hasattr(type(manager), "__aenter__"):
        return await stack.enter_async_context(manager)
    return stack.enter_context(manager)


async def works(probe: Callable[[Any], Any], found: Any) -> bool:
    try:
        return await settled(probe(found)) is not False
    except Exception:  # noqa: BLE001  each driver has its own way to say that something is closed
        return False


async def tidy(kind: ResourceType, found: Any) -> None:
    with suppress(Exception):
        await settled(getattr(found, kind.release)())


def row_of(recipe: Recipe) -> Acquire:
    return next(row for row in load().acquires[recipe.call] if row.if_argument == recipe.when)


def run(recipe: Recipe, folder: Path, check: Callable[[Case], Coroutine[Any, Any, None]]) -> None:
    """Set the recipe's bench up and check something on it, in an event loop if anything about it is awaited."""
    row = row_of(recipe)
    kind = load().types[row.gives]
    module = LIBRARIES[kind.library]
    if module:
        pytest.importorskip(module)
    distribution = load().libraries[kind.library].distribution
    if not fits(distribution, recipe.needs):
        pytest.skip(f"needs {distribution} {recipe.needs}")

    async def go() -> None:
        async with AsyncExitStack() as stack:
            bench = await settled(recipe.prepare(stack, folder))
            await check(Case(recipe, row, kind, bench, stack))

    if (
        row.awaited is not Awaited.NO
        or kind.release_awaited
        or kind.async_with is not WithDoes.NONE
        or inspect.iscoroutinefunction(recipe.prepare)
    ):
        asyncio.run(go())
    else:
        finish(go())


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that awaits nothing."""
    with pytest.raises(StopIteration):
        work.send(None)


def about(aspect: str) -> Callable[[Any], Any]:
    """Parametrize with the recipes whose rows say something about an aspect."""
    chosen = [recipe for recipe in RECIPES if concerned(recipe, aspect)]
    return pytest.mark.parametrize("recipe", chosen, ids=str)


def concerned(recipe: Recipe, aspect: str) -> bool:
    row = row_of(recipe)
    kind = load().types[row.gives]
    if recipe.only:
        return aspect in recipe.only
    if aspect in ("awaited", "with"):
        return True
    if aspect == "async with":
        return not row.with_only
    if row.with_only or row.owned:
        return False
    return bool(kind.release) if aspect in ("release", "children") else bool(getattr(kind, aspect))


def expected(kind: ResourceType, does: WithDoes) -> WithDoes:
    """What `with` does in the installed version: before `with_since`, these libraries had none."""
    distribution = load().libraries[kind.library].distribution
    if distribution and kind.with_since and version(distribution) < numbers(kind.with_since):
        return WithDoes.NONE
    return does


# -- the claims --------------------------------------------------------------------------------------------------------


@about("awaited")
def test_awaited(recipe: Recipe, tmp_path: Path) -> None:
    """A call gives what it gives at once, or has to be awaited, or can be entered as well."""

    async def check(case: Case) -> None:
        found = case.bench.acquire()
        if case.row.with_only:
            assert hasattr(type(found), "__enter__") or hasattr(type(found), "__aenter__")
            return
        assert inspect.isawaitable(found) == (case.row.awaited is not Awaited.NO)
        assert case.row.awaited is not Awaited.EITHER or hasattr(type(found), "__aenter__")
        assert case.row.awaited is not Awaited.YES or inspect.iscoroutine(found)
        if inspect.isawaitable(found):
            found = await found
        await tidy(case.kind, found)

    run(recipe, tmp_path, check)


@about("with")
def test_with(recipe: Recipe, tmp_path: Path) -> None:
    """`with` exists or not; it binds what it says, releases or not, commits or not."""

    async def check(case: Case) -> None:
        does = expected(case.kind, case.kind.with_does)
        if case.row.with_only:
            await entered_only(case)
        elif does is WithDoes.NONE:
            found = await case.take()
            if not case.kind.release_awaited:  # what is for `async with` may inherit a `with` of no use
                with pytest.raises((TypeError, AttributeError)), found:
                    pass
        else:
            found = await case.take()
            with found as target:
                binds(case.kind, found, target)
                assert case.bench.works is None or await case.open(found)
                if case.bench.write:
                    await settled(case.bench.write(found))
            await left(case, does, found)

    run(recipe, tmp_path, check)


@about("async with")
def test_async_with(recipe: Recipe, tmp_path: Path) -> None:
    """The same for `async with`, on the call itself if that can be entered."""

    async def check(case: Case) -> None:
        does = expected(case.kind, case.kind.async_with)
        if does is WithDoes.NONE:
            assert case.row.awaited is not Awaited.EITHER
            assert not hasattr(type(await case.take()), "__aenter__")
            return
        if case.kind.library == "apsw":
            pytest.skip("its asynchronous twins are connections of their own")
        manager = case.bench.acquire() if case.row.awaited is Awaited.EITHER else await case.take()
        async with manager as target:
            if case.row.awaited is not Awaited.EITHER:
                binds(case.kind, manager, target)
            assert case.bench.works is None or await case.open(target)
            if case.bench.write:
                await settled(case.bench.write(target))
        await left(case, does, target)

    run(recipe, tmp_path, check)


def binds(kind: ResourceType, found: Any, target: Any) -> None:
    """What the name after `as` stands for."""
    assert (target is found) == (kind.as_binds == "self")
    assert (target is None) == (kind.as_binds == "none")


async def left(case: Case, does: WithDoes, found: Any) -> None:
    """What leaving the block has done."""
    if case.bench.works and does is not WithDoes.OTHER:
        assert await case.open(found) == (does not in RELEASING)
    if case.bench.write and case.bench.kept:
        if does in COMMITTING:
            assert case.bench.kept()
        await tidy(case.kind, found)
        assert case.bench.kept() == (does in COMMITTING)


async def entered_only(case: Case) -> None:
    async with AsyncExitStack() as stack:
        found = await enter(stack, case.bench.acquire())
        assert await case.open(found)
    assert not await case.open(found)


@about("release")
def test_release(recipe: Recipe, tmp_path: Path) -> None:
    """The release method lets go, and may be called twice or not."""

    async def check(case: Case) -> None:
        found = await case.take()
        assert case.bench.works is None or await case.open(found)
        await case.release(found)
        assert case.bench.works is None or not await case.open(found)
        if case.kind.release_twice:
            await case.release(found)
        else:
            with pytest.raises(Exception):  # noqa: B017, PT011  each driver has its own
                await case.release(found)

    run(recipe, tmp_path, check)


@about("releases")
def test_releases(recipe: Recipe, tmp_path: Path) -> None:
    """So do the other methods that are said to."""

    async def check(case: Case) -> None:
        for method in sorted(case.kind.releases):
            found = await case.take()
            if hasattr(found, method) and method not in ("drop", "wait_closed"):
                await settled(getattr(found, method)())
                assert case.bench.works is None or not await case.open(found), method
            await tidy(case.kind, found)

    run(recipe, tmp_path, check)


@about("release_raises")
def test_release_raises(recipe: Recipe, tmp_path: Path) -> None:
    """In the state that its row names, releasing raises."""

    async def check(case: Case) -> None:
        assert case.bench.spoil, case.kind.release_raises
        found = await case.take()
        case.bench.spoil(found)
        with pytest.raises(Exception):  # noqa: B017, PT011  each driver has its own
            await case.release(found)

    run(recipe, tmp_path, check)


@about("fluent")
def test_fluent(recipe: Recipe, tmp_path: Path) -> None:
    """Fluent methods give the resource itself."""

    async def check(case: Case) -> None:
        for method in sorted(case.kind.fluent):
            found = await case.take()
            assert await case.call(found, method) in (found, SKIPPED), method
            await tidy(case.kind, found)

    run(recipe, tmp_path, check)


@about("tied")
def test_tied(recipe: Recipe, tmp_path: Path) -> None:
    """Tied methods give something else."""

    async def check(case: Case) -> None:
        for method in sorted(case.kind.tied):
            found = await case.take()
            given: Any = SKIPPED
            with suppress(Exception):  # some need arguments, or a state, of the database's own
                given = await case.call(found, method)
            assert given is not found, method
            await tidy(case.kind, found)

    run(recipe, tmp_path, check)


@about("exhausts")
def test_exhausts(recipe: Recipe, tmp_path: Path) -> None:
    """After it nothing is left to read, and nothing held if exhausting frees."""

    async def check(case: Case) -> None:
        for method in sorted(case.kind.exhausts):
            found = await case.take()
            await selected(case, found)
            with suppress(Exception):  # `one()` of more rows than one
                await case.call(found, method)
            if hasattr(found, "fetchone"):
                with suppress(Exception):  # or it is closed by now
                    assert await settled(found.fetchone()) is None, method
            if case.kind.frees_when_exhausted and case.bench.held:
                assert not case.bench.held(), method
            await tidy(case.kind, found)

    run(recipe, tmp_path, check)


@about("reads_one")
def test_reads_one(recipe: Recipe, tmp_path: Path) -> None:
    """It exists, and leaves rows that hold something."""

    async def check(case: Case) -> None:
        for method in sorted(case.kind.reads_one):
            found = await case.take()
            await selected(case, found)
            assert hasattr(found, method), method
            value = await case.call(found, method)
            assert value in (None, SKIPPED) or not case.bench.held or case.bench.held(), method
            await tidy(case.kind, found)

    run(recipe, tmp_path, check)


async def selected(case: Case, found: Any) -> None:
    """A cursor has rows to read once it has run a query."""
    if "execute" in case.bench.arguments and hasattr(found, "execute"):
        await case.call(found, "execute")


@about("after")
def test_after(recipe: Recipe, tmp_path: Path) -> None:
    """What can be read before it is released can be read after."""

    async def check(case: Case) -> None:
        found = await case.take()
        before = [name for name in sorted(case.kind.after) if readable(found, name)]
        await case.release(found)
        for name in before:
            getattr(found, name)

    run(recipe, tmp_path, check)


def readable(found: Any, name: str) -> bool:
    with suppress(Exception):
        getattr(found, name)
        return True
    return False


@about("peeks")
def test_peeks(recipe: Recipe, tmp_path: Path) -> None:
    """They tell whether it is open: what has `clos` in its name is true when it is closed, others when it is open."""

    async def check(case: Case) -> None:
        for name in sorted(case.kind.peeks):
            found = await case.take()
            assert await peek(found, name) == ("clos" not in name), name
            await case.release(found)
            assert await peek(found, name) == ("clos" in name), name

    run(recipe, tmp_path, check)


async def peek(found: Any, name: str) -> bool:
    value = getattr(found, name)
    return bool(await settled(value() if callable(value) else value))


@about("children")
def test_children(recipe: Recipe, tmp_path: Path) -> None:
    """A resource that closes its children takes them with it; one that doesn't, doesn't."""

    async def check(case: Case) -> None:
        if not case.bench.child:
            return
        found = await case.take()
        child = await settled(case.bench.child(found))
        assert case.bench.child_works
        await case.release(found)
        assert await works(case.bench.child_works, child) != case.kind.closes_children

    run(recipe, tmp_path, check)


# -- the recipes -------------------------------------------------------------------------------------------------------


def test_every_recipe_is_about_a_row() -> None:
    assert [str(recipe) for recipe in RECIPES if recipe.call not in load().acquires] == []


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_every_type_has_a_recipe(library: str) -> None:
    tried = {row_of(recipe).gives for recipe in RECIPES}
    wanted = {kind.name for kind in load().libraries[library].types}
    assert sorted(wanted - tried - WITHOUT) == []


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_every_type_can_be_had_from_what_is_installed(library: str) -> None:
    """Functions and constructors: some spelling of each exists. What other versions have is left to verify-drivers."""
    if LIBRARIES[library]:
        pytest.importorskip(LIBRARIES[library])
    plain = [row for row in load().libraries[library].acquires if row.call.rpartition(".")[0] not in load().types]
    there = {row.gives for row in plain if exists(row.call)}
    assert {row.gives for row in plain} - there - WITHOUT == set()


def exists(dotted: str) -> bool:
    with suppress(AttributeError, ImportError):
        return callable(named(dotted))
    return False


def test_nothing_here_is_in_the_default_rules_by_mistake() -> None:
    for name in ("files", "sockets", "processes", "streams"):
        assert {kind.group for kind in load().libraries[name].types} == {Group(name)}
