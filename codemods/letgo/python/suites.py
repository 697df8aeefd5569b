"""The statements of a function's syntax tree, suite by suite. Nested functions and classes count as one statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence


def placed(body: list[ast.stmt], ids: Mapping[int, int]) -> Iterator[tuple[int, tuple[list[ast.stmt], int]]]:
    """Each statement's number, with the suite that it stands in and its index there."""
    for index, node in enumerate(body):
        yield ids[id(node)], (list(body), index)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in suites(node):
                yield from placed(inner, ids)


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a suite and of all suites inside of it, in source order."""
    for node in body:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for inner in suites(node):
            yield from statements(inner)


def suites(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The suites of a statement in source order."""
    if isinstance(body := getattr(node, "body", None), list):
        yield body
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body
    for name in ("orelse", "finalbody"):
        if getattr(node, name, None):
            yield getattr(node, name)


def minus(body: list[ast.stmt], ids: Mapping[int, int], dropped: set[int], unwrapped: set[int]) -> list[ast.stmt]:
    """A suite without the statements that the plan takes away."""
    found: list[ast.stmt] = []
    for node in body:
        number = ids.get(id(node), -1)
        if number in dropped:
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in suites(node):
                inner[:] = (
                    minus(inner, ids, dropped, unwrapped)
                    if not (number in unwrapped and inner is getattr(node, "finalbody", None))
                    else []
                )
        if number in unwrapped and isinstance(node, ast.Try | ast.TryStar) and not node.handlers:
            found += node.body
            continue
        found.append(node)
    return found or [ast.Pass()]
