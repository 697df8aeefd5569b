"""The block tree of a function: suites and statements, as far as the remedies must know them. Language-neutral."""

from __future__ import annotations

from collections.abc import Iterator

from letgo.flow.record import record


@record
class Statement:
    """One statement. `kind` is one of: bind call count return raise if loop try with match define jump other.

    A `count` adds a number to a field, or takes one from it.
    `target` is the single local name a bind statement gives its value to ("" otherwise). `id` numbers the statements
    of the function in source order, nested functions left out. `alone` is false if other statements share its line.
    `targets` are the names that `a, b = x, y` binds one value each to, if none of the values reads one of them.
    """

    id: int
    kind: str
    first: int
    last: int
    suites: tuple[Suite, ...] = ()
    target: str = ""
    alone: bool = True
    awaited: bool = False
    targets: tuple[str, ...] = ()


@record
class Suite:
    """A run of statements. `role`: body, else, handler, finally, case, or elif (holds just the next `if`)."""

    role: str
    statements: tuple[Statement, ...]


@record
class At:
    """Where a statement stands: its suite, its index there, and the chain of statements around it, innermost last."""

    suite: Suite
    index: int
    around: tuple[tuple[Statement, Suite], ...]


def walk(suite: Suite) -> Iterator[Statement]:
    """All statements of a suite, in source order."""
    for statement in suite.statements:
        yield from inside(statement)


def inside(statement: Statement) -> Iterator[Statement]:
    """A statement and all within it."""
    yield statement
    for suite in statement.suites:
        yield from walk(suite)


def locate(body: Suite, wanted: int) -> At | None:
    """Where the statement with that id stands."""
    return _locate(body, wanted, ())


def _locate(suite: Suite, wanted: int, around: tuple[tuple[Statement, Suite], ...]) -> At | None:
    for index, statement in enumerate(suite.statements):
        if statement.id == wanted:
            return At(suite, index, around)
        for inner in statement.suites:
            found = _locate(inner, wanted, (*around, (statement, inner)))
            if found:
                return found
    return None
